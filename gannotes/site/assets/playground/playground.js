// Puts a game into each element of the class "live-game" (mdBook takes "playground" for Rust code): the whole one, or a small one inside a chapter.
import { button, chooser, element, settingsForm, showIn } from "./controls.js";
import { verdict } from "./diagnose.js";
import { drawCross, drawLine, drawPaid, drawPlane, drawTrail } from "./drawing.js";
import { lookedAt, placesOf, truthOf } from "./field.js";
import { shareAtWalls } from "./penalties.js";
import { listenForPoints } from "./points.js";
import { FIELDS, read, write } from "./settings.js";
import { isLost, playRound, setTable, stepD, stepG } from "./table.js";

const SPEEDS = { 2: "2 rounds a second", 10: "10 rounds a second", 60: "60 rounds a second", 100000: "as fast as it goes" };
const BY_ITSELF = 600; // rounds of a game that nobody started
const PATIENCE = 12; // milliseconds of a frame for rounds; the rest is for drawing
const number = (value) => (Number.isFinite(value) ? value.toFixed(3) : "nothing yet");

// What the picture shows, in words.
function words(table, truth) {
    const { rounds, game, isDirac, trail, monitor } = table, [theta, psi] = trail.at(-1);
    if (isLost(table)) return `Round ${rounds}: the numbers have run away to infinity. Start again with a smaller learning rate.`;
    const { penalty, weight } = table.settings, atWalls = penalty === "clip" ? ` ${Math.round(100 * shareAtWalls(game.D, weight))}% of D's numbers are at the clip's walls.` : "";
    const paid = `Round ${rounds}. D paid ${number(game.paid.D)}, G paid ${number(game.paid.G)}.${atWalls}`;
    if (isDirac) return `${paid} G says ${theta.toFixed(3)}, the data are at 0; D's slope is ${psi.toFixed(3)}.`;
    const { name, reason } = verdict(monitor.history);
    return `${paid} JS ${truth.js.toFixed(3)} of at most 0.693, W1 ${truth.w1.toFixed(3)}. Verdict: ${name}; ${reason}.`;
}

function mount(place) {
    const isSmall = place.dataset.small !== undefined;
    let settings = read(isSmall ? place.dataset.settings : location.hash), table, places, truth;
    let speed = 60, playing = false, last = 0, owed = 0, frame = 0;

    const main = element("canvas", { className: "field", tabIndex: 0 }), side = element("canvas", { className: "truth" });
    const paid = element("canvas", { className: "paid" }), said = element("p", { className: "said" });
    const key = element("p", { className: "key" }), share = element("a");
    const playButton = button("play", () => { byItself = false; (playing ? pause : start)(); });
    const takeBack = button("take a point back", () => putPoints(settings.points.slice(0, -1)));
    const cross = listenForPoints(main, 3.2, () => settings.data === "own", () => settings.points, putPoints, () => draw());
    main.setAttribute("role", "img");
    side.setAttribute("role", "img");
    paid.setAttribute("role", "img");
    paid.setAttribute("aria-label", "What each paid in the last 400 rounds: D dashed, G solid.");

    const single = (move) => () => { pause(); move(table); look(); };
    const moves = element("div", { className: "moves" }, playButton, button("step D", single(stepD)), button("step G", single(stepG)), button("start again", () => restart()));
    let byItself = place.dataset.starts !== undefined && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    const choose = isSmall ? place.dataset.choose.split(" ").filter(Boolean) : Object.keys(FIELDS);
    const form = settingsForm(choose, () => settings, (name, value) => change({ ...settings, [name]: value }));
    place.replaceChildren(element("div", { className: "pictures" }, main, side), key, moves, said, ...(choose.length ? [form] : []), element("p", { className: "share" }, share));
    if (!isSmall) {
        moves.append(chooser("speed", SPEEDS, speed, (value) => { speed = +value; }), takeBack);
        said.before(paid);
    }
    // An arrow key or a letter that is meant for a game turns no page and opens no search.
    place.addEventListener("keydown", (event) => event.stopPropagation());

    function describe() {
        const line = table.law.axes === 1, own = settings.data === "own";
        const best = truth.shares && !table.isDirac;
        place.classList.toggle("on-line", line && !table.isDirac);
        side.hidden = line ? !table.isDirac : !best;
        key.innerHTML = [
            `<b class="data">${line ? "data, dotted" : "data"}</b>`,
            `<b class="generator">G's fakes, each with D's slope as an arrow</b>`,
            `<b class="discriminator">${line ? "D, dashed" : "D: the fuller, the more real"}</b>`,
            best ? `<b class="truth">the best D against these fakes${line ? "" : ", beside it"}</b>` : "",
            table.isDirac ? '<b class="truth">the truth; beside the line, where the two numbers have been</b>' : "",
            own ? "Click to put a point, or move the cross by the arrow keys and press Enter." : "",
        ].filter(Boolean).join(" · ");
        main.setAttribute("role", own ? "application" : "img");
        takeBack.hidden = !own;
        share.href = `${isSmall ? "playground.html" : ""}#${write(settings)}`;
        share.textContent = isSmall ? "This game in the playground, where all of it can be set" : "A link to this game";
    }

    function draw() {
        const field = lookedAt(table, places);
        if (!playing || frame % 5 === 0) truth = truthOf(table, field, places);
        if (table.law.axes === 1) drawLine(main, table, places, field, truth);
        else drawPlane(main, table, field.shares, "discriminator", field);
        if (table.isDirac) drawTrail(side, table.trail);
        else if (table.law.axes === 2 && truth.shares) drawPlane(side, table, truth.shares, "truth");
        if (settings.data === "own" && document.activeElement === main) drawCross(main, cross, table.law.view);
        if (!isSmall) drawPaid(paid, table.log);
        if (playing && frame % 10) return;
        said.textContent = words(table, truth);
        main.setAttribute("aria-label", settings.data === "own" ? `${said.textContent} Arrow keys move the cross, Enter puts a point, Backspace takes one back.` : said.textContent);
        side.setAttribute("aria-label", table.isDirac ? "Where theta and psi have been, around the truth." : "The best D against these fakes.");
    }

    // The first look at a table: `truth` is there before anything asks for it.
    function look() {
        truth = truthOf(table, lookedAt(table, places), places);
        describe();
        draw();
    }

    function tick(now) {
        if (!playing) return;
        owed = Math.min(owed + speed * (now - last) / 1000, Math.max(1, speed / 10));
        last = now;
        frame += 1;
        const until = performance.now() + PATIENCE;
        while (owed >= 1 && performance.now() < until) { playRound(table); owed -= 1; }
        draw();
        if (isLost(table) || (byItself && table.rounds >= BY_ITSELF)) return pause();
        requestAnimationFrame(tick);
    }

    function start() {
        playing = true;
        playButton.textContent = "pause";
        said.removeAttribute("role");
        [last, owed] = [performance.now(), 1];
        requestAnimationFrame(tick);
    }

    function pause() {
        if (!playing) return;
        playing = false;
        playButton.textContent = "play";
        said.setAttribute("role", "status"); // what is read aloud changes only when it stands
        draw();
    }

    function restart() {
        pause();
        table = setTable(settings);
        places = placesOf(table.law);
        look();
    }

    function change(chosen) {
        settings = chosen;
        restart();
    }

    function putPoints(points) {
        change({ ...settings, points });
    }

    if (!isSmall) addEventListener("hashchange", () => { change(read(location.hash)); showIn(form, settings); });
    main.addEventListener("focus", () => draw());
    main.addEventListener("blur", () => draw());
    restart();
    new ResizeObserver(() => draw()).observe(place);
    new MutationObserver(() => draw()).observe(document.documentElement, { attributeFilter: ["class"] });
    if (byItself) start();
    place.game = { table: () => table, start, pause };
}

// A button in the prose sets the game up that its settings say.
function listenInProse() {
    for (const inProse of document.querySelectorAll("button[data-game]")) {
        inProse.addEventListener("click", () => {
            location.hash = inProse.dataset.game;
            document.querySelector(".live-game").scrollIntoView();
            document.querySelector(".live-game button").focus({ preventScroll: true });
        });
    }
}

listenInProse();
for (const place of document.querySelectorAll(".live-game")) mount(place);
