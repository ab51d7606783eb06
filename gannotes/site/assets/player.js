"use strict";

// Interactive figures: sliders choose a frame; a recorded game also has a button for each move.
for (const player of document.querySelectorAll(".player")) {
    const frames = JSON.parse(player.dataset.frames);
    const picture = player.querySelector("img"), words = player.querySelector(".words");
    const sliders = [...player.querySelectorAll("input")], play = player.querySelector(".play");
    const values = sliders.map((slider) => JSON.parse(slider.dataset.values));
    const moves = [...player.querySelectorAll(".move")];
    let timer = 0;

    // Where a button leads: past the next move of its name. A recording's end is its start.
    const now = () => (+sliders[0].value === frames.length - 1 ? 0 : +sliders[0].value);
    const next = (move) => values[0].findIndex((made, at) => at > now() && made === move);
    const show = () => {
        let at = 0;
        sliders.forEach((slider, i) => {
            const value = values[i][+slider.value];
            at = at * values[i].length + +slider.value;
            slider.setAttribute("aria-valuetext", value);
            slider.closest(".slider").querySelector("output").textContent = moves.length && +slider.value ? `${slider.value}: ${value}` : value;
        });
        picture.src = frames[at].src;
        picture.alt = words.textContent = frames[at].text;
        for (const button of moves) button.disabled = next(button.textContent) < 0;
    };
    const go = (value) => { sliders[0].value = value; show(); };
    const stop = () => { clearInterval(timer); timer = 0; play.textContent = "play"; };

    sliders.forEach((slider) => slider.addEventListener("input", () => { stop(); show(); }));
    for (const button of moves) {
        button.addEventListener("click", () => {
            stop();
            go(next(button.textContent));
            if (button.disabled) play.focus(); // a disabled button would let the next arrow key turn the page
        });
    }
    play.hidden = sliders.length > 1;
    play.addEventListener("click", () => {
        if (timer) return stop();
        if (sliders[0].value === sliders[0].max) go(0);
        play.textContent = "pause";
        timer = setInterval(() => {
            go(+sliders[0].value + 1);
            if (sliders[0].value === sliders[0].max) stop();
        }, 900);
    });
    player.addEventListener("keydown", (event) => event.stopPropagation()); // an arrow key here turns no page
    player.addEventListener("pointerenter", () => frames.forEach((frame) => { new Image().src = frame.src; }), { once: true });
    player.querySelector(".knobs").hidden = false;
    show();
}
