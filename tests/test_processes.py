"""Two processes equal one on the joined batch, in every weight, for games with and without penalties."""

import multiprocessing
import os
import signal
import socket
from functools import partial

import pytest
import torch
import torch.distributed as dist
from PIL import Image
from safetensors.torch import load_file
from torch import nn

from gannotes import games, losses, penalties, train
from gannotes.models import mlp
from gannotes.recipes import processes
from gannotes.recipes.checkpoints import read_checkpoint
from gannotes.recipes.commands import main, outfolder, playing

F64, ROUNDS, EACH = torch.float64, 20, 4
FORKED = multiprocessing.get_context("fork") if "fork" in multiprocessing.get_all_start_methods() else None
pytestmark = [
    pytest.mark.skipif(FORKED is None, reason="this system has no fork, and a new Python takes seconds"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),  # Python 3.12 and newer
]
KEPT = ("checkpoints", "checkpoints-1")
SGD = partial(torch.optim.SGD, lr=0.05, momentum=0.5)
LOSS = losses.non_saturating()


class Bends(nn.Module):
    """Whatever it is given, side by side, to so many numbers or one logit."""

    def __init__(self, given, made=None):
        super().__init__()
        self.body, self.end, self.single = nn.Linear(given, 6), nn.Linear(6, made or 1), made is None
        self.double()

    def forward(self, *given):
        out = self.end(torch.tanh(self.body(torch.cat(given, dim=1))))
        return out[:, 0] if self.single else out


class Dealt:
    """Noise that is known beforehand: a process takes its own rows of each draw, one process all of them.

    Rows come in blocks where generators share them out: each has its block, of which a process takes its part.
    """

    def __init__(self, size, rank, world, blocks=1):
        self.rng = torch.Generator().manual_seed(size)
        self.size, self.rank, self.world, self.blocks = size, rank, world, blocks

    def __call__(self, n):
        whole = torch.randn(n * self.world, self.size, generator=self.rng, dtype=F64)
        return whole.unflatten(0, (self.blocks, self.world, -1))[:, self.rank].flatten(0, 1)


def batches(columns, rank, world):
    rng = torch.Generator().manual_seed(columns)
    n = 2 * EACH // world
    while True:
        whole = torch.randn(2 * EACH, columns, generator=rng, dtype=F64)
        yield whole[rank * n : (rank + 1) * n]


def plain(rank, world, penalty=penalties.no_penalty, loss=LOSS, **how):
    G, D = Bends(2, 3), Bends(3)
    players = games.gan(G, D, loss, Dealt(2, rank, world), SGD, penalty=penalty, **how)
    return (G, D), players, ((x,) for x in batches(3, rank, world))


def conditional(rank, world):
    G, D = Bends(4, 3), Bends(5)
    players = games.gan(G, D, LOSS, Dealt(2, rank, world), SGD, penalty=penalties.r1(0.5))
    return (G, D), players, zip(batches(3, rank, world), batches(2, rank, world), strict=True)


def cyclegan(rank, world):
    G, F, D_X, D_Y = Bends(3, 3), Bends(3, 3), Bends(3), Bends(3)
    pools = lambda: games.ImagePool(EACH * 2 // world * 100)
    players = games.cyclegan(G, F, D_X, D_Y, losses.least_squares(), SGD, identity=1.0, pool=pools)
    return (G, F, D_X, D_Y), players, ((x, x.flip(1) + 1) for x in batches(3, rank, world))


def egan(rank, world):
    Gs, D = [Bends(2, 3) for _ in range(2)], Bends(3)
    fitness = lambda D, x, fake: torch.sigmoid(D(fake)).mean().item()
    players = games.egan(Gs, D, Dealt(2, rank, world, blocks=2), SGD, fitness)
    return (D, *Gs), players, ((x,) for x in batches(3, rank, world))


GAMES = {
    "gan": plain,
    "gan, k = 2": partial(plain, k=2),
    "gan, R1": partial(plain, penalty=penalties.r1(0.5)),
    "gan, R3GAN": partial(
        plain, loss=losses.relativistic(), penalty=penalties.total(penalties.r1(0.5), penalties.r2(0.5))
    ),
    "conditional": conditional,
    "cyclegan": cyclegan,
    "egan": egan,
}


def weights(networks, players):
    """All weights in a row; of an evolution those of the survivors."""
    survivors = [parent.G for player in players if isinstance(player, games.Population) for parent in player.parents]
    networks = [*networks[:1], *survivors] if survivors else networks
    return torch.cat([weight.detach().flatten() for network in networks for weight in network.parameters()])


def played(make, rank, world):
    torch.manual_seed(1)
    networks, players, stream = make(rank, world)
    if world > 1:
        with torch.no_grad():
            for weight in (w for network in networks for w in network.parameters()):
                weight += rank  # as if each had begun from its own chance
        processes.broadcast(*networks)
        processes.shared(players)
    for _ in train.play(players, stream, ROUNDS):
        pass
    return weights(networks, players)


def one_of_two(rank, port, results):
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port), WORLD_SIZE="2", RANK=str(rank))
    torch.set_num_threads(1)
    with processes.joined() as group:
        found = {name: played(make, group.rank, group.size) for name, make in GAMES.items()}
        rows = processes.gathered(torch.full((2, 3), float(rank)))
        scores = processes.mean_scores([float(rank), 1.0])
        results.put((rank, {name: w.tolist() for name, w in found.items()}, rows.tolist(), scores, group.writes))


@pytest.fixture(scope="module")
def two():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    results = FORKED.Queue()
    running = [FORKED.Process(target=one_of_two, args=(rank, port, results)) for rank in range(2)]
    for process in running:
        process.start()
    found = {rank: rest for rank, *rest in (results.get(timeout=300) for _ in running)}
    for process in running:
        process.join()
    return found


@pytest.mark.parametrize("name", GAMES)
def test_two_processes_equal_one_on_the_joined_batch(two, name):
    first, second = (torch.tensor(two[rank][0][name], dtype=F64) for rank in range(2))
    assert torch.equal(first, second)
    alone = played(GAMES[name], 0, 1)
    torch.testing.assert_close(first, alone, rtol=0, atol=1e-10)
    torch.manual_seed(1)
    begun = weights(*GAMES[name](0, 1)[:2])
    assert (alone - begun).abs().max() > 0.01  # or nothing would have been compared


def test_samples_are_gathered_scores_averaged_and_one_writes(two):
    for rank in range(2):
        _, rows, scores, writes = two[rank]
        assert rows == [[0.0] * 3] * 2 + [[1.0] * 3] * 2
        assert scores == [0.5, 1.0]
        assert writes == (rank == 0)


def test_alone_it_is_a_group_of_one(monkeypatch):
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    with processes.joined() as group:
        assert (group.rank, group.size, group.writes) == (0, 1, True)
        assert not dist.is_initialized()


def test_each_process_has_a_seed_of_its_own():
    seeds = {processes.Group(rank, 3).seed(seed) for rank in range(3) for seed in range(4)}
    assert len(seeds) == 12


def test_batch_norm_is_refused_with_a_sentence():
    processes.check_no_batch_norm(nn.Linear(1, 1), mlp.Discriminator((1,)))
    with pytest.raises(ValueError, match="1 is a BatchNorm1d, which sees only this process's part of the batch"):
        processes.check_no_batch_norm(nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2)))


def test_a_player_that_cannot_share_is_named():
    class Hand:
        name, steps = "hand", 1

        def move(self, batch):
            return 0.0

    with pytest.raises(ValueError, match="hand is a Hand, which can't share its gradients"):
        processes.shared([Hand()])


def test_messages_lie_where_they_can_be_sent_from(monkeypatch):
    for backend, place in (("nccl", "cuda"), ("gloo", "cpu")):
        monkeypatch.setattr(dist, "get_backend", lambda backend=backend: backend)
        assert processes.messenger() == torch.device(place)


def test_on_cuda_each_process_has_its_own_card_and_nccl(monkeypatch):
    said = []
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setenv("LOCAL_RANK", "1")
    monkeypatch.setattr(torch.cuda, "set_device", lambda number: said.append(number))
    monkeypatch.setattr(dist, "init_process_group", said.append)
    monkeypatch.setattr(dist, "destroy_process_group", lambda: said.append("over"))
    with processes.joined(torch.device("cuda")) as group:
        assert (group.rank, group.size) == (1, 2)
    with processes.joined(torch.device("cpu")):
        pass
    assert said == [1, "nccl", "over", "gloo", "over"]


def test_a_weight_without_a_gradient_counts_as_nought(monkeypatch):
    monkeypatch.setattr(dist, "all_reduce", lambda tensor: tensor.add_(1))
    monkeypatch.setattr(dist, "get_world_size", lambda: 2)
    used, unused = nn.Parameter(torch.zeros(2)), nn.Parameter(torch.zeros(3))
    used.grad = torch.tensor([3.0, 5.0])
    processes.mean_gradients([used, unused])
    assert used.grad.tolist() == [2, 3]
    assert unused.grad.tolist() == [0.5] * 3


def trains(rank, port, words, environment, results):
    """`gannotes train` as torchrun starts it; what it ended with."""
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port), WORLD_SIZE="2", RANK=str(rank), **environment)
    torch.set_num_threads(1)
    try:
        main(words)
        results.put((rank, ""))
    except SystemExit as ended:
        results.put((rank, str(ended.code)))


def dies_at(round):
    """A keeper of checkpoints that dies before it keeps that round."""
    original = playing.keep

    def keep(parts, folder, now, *more):
        if now == round and folder.name.endswith("-1"):
            os.kill(os.getpid(), signal.SIGKILL)
        return original(parts, folder, now, *more)

    return keep


def together(words, environment=None, expected=2):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    results = FORKED.Queue()
    running = [FORKED.Process(target=trains, args=(rank, port, words, environment or {}, results)) for rank in range(2)]
    for process in running:
        process.start()
    ends = dict(results.get(timeout=300) for _ in range(expected))
    for process in running:
        process.join()
    return ends


def test_a_killed_process_ends_the_others_with_a_sentence_and_a_restart_goes_on_to_the_bit(tmp_path, monkeypatch):
    (tmp_path / "p").mkdir()
    rng = torch.Generator().manual_seed(0)
    for number in range(8):
        picture = torch.randint(256, (8, 8, 3), generator=rng, dtype=torch.uint8)
        Image.fromarray(picture.numpy()).save(tmp_path / "p" / f"{number}.png")

    def words(out):
        given = ["train", tmp_path / "p", tmp_path / out, "--size", 8, "--rounds", 6, "--every", 2, "--batch", 4]
        return [str(word) for word in (*given, "--width", 2)]

    assert together(words("alone")) == {0: "", 1: ""}
    with monkeypatch.context() as patched:
        patched.setattr(playing, "keep", dies_at(4))
        ((rank, said),) = together(words("out"), expected=1).items()
    assert rank == 0
    assert "process 0 of 2 lost another" in said
    assert "go on with the same command and --resume" in said
    assert together(words("out"), {"TORCHELASTIC_RESTART_COUNT": "1"}) == {0: "", 1: ""}
    ends = [load_file(tmp_path / out / outfolder.WEIGHTS) for out in ("alone", "out")]
    assert all(torch.equal(weight, ends[1][name]) for name, weight in ends[0].items())
    assert outfolder.about(tmp_path / "out")["processes"] == 2
    with pytest.raises(SystemExit, match="its processes is 2, and this one's None"):
        main([*words("out"), "--resume"])


def test_translators_are_trained_by_two_processes_that_stay_one(tmp_path):
    rng = torch.Generator().manual_seed(0)
    for side in "xy":
        (tmp_path / side).mkdir()
        for number in range(4):
            picture = torch.randint(256, (16, 16, 3), generator=rng, dtype=torch.uint8)
            Image.fromarray(picture.numpy()).save(tmp_path / side / f"{number}.png")
    sized = ["--size", "16", "--rounds", "3", "--every", "2", "--width", "2", "--blocks", "1"]
    assert together(["translate", *(str(tmp_path / name) for name in ("x", "y", "out")), *sized]) == {0: "", 1: ""}
    assert outfolder.about(tmp_path / "out")["processes"] == 2
    first, second = (read_checkpoint(tmp_path / "out" / name / "00000003.safetensors")[0] for name in KEPT)
    for network in ("G", "F", "D_X", "D_Y"):
        assert all(torch.equal(weight, second[network][name]) for name, weight in first[network].items())
    assert not torch.equal(first["random"]["generators"][0], second["random"]["generators"][0])
