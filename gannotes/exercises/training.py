"""How a training step and a network are examined: run on small players of the book's own, judged by what they leave."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from gannotes.exercises.calls import Off, Unanswered
from gannotes.exercises.examiners import Examiner
from gannotes.exercises.surroundings import as_found, untouched
from gannotes.exercises.words import told

Table = tuple[nn.Module, nn.Module, Tensor, Tensor, Optimizer]  # D, G, x, z, and the optimiser of who learns
Step = Callable[..., object]
SAME = 1e-5  # of the right step's length: what rounding may do in any order of the sums


def training_step(right: Step, faults: Mapping[str, Step], deal: Callable[[int], Table], deals: int = 2) -> Examiner:
    """A function of (D, G, x, z, optimizer) that leaves all weights as the right step does.

    `faults` are wrong steps, each under the verdict on an answer that leaves the weights as it does. `deal` lays out
    players, data, noise and an optimiser, the same for the same number.
    """

    def examine(answer: object) -> str | None:
        if not callable(answer):
            return f"a function is wanted, such as `def turn(D, G, x, z, optimizer): ...`, not {type(answer).__name__}."
        for number in range(deals):
            try:
                reached = _after(answer, deal, number)
            except Off as off:
                return str(off)
            wanted = _after(right, deal, number)
            length = (wanted - _after(_nothing, deal, number)).norm()
            if not _near(reached, wanted, length):
                left = {verdict: _after(step, deal, number) for verdict, step in faults.items()}
                named = (verdict for verdict, weights in left.items() if _near(reached, weights, length))
                return next(named, "the weights have moved, but not by this step.")
        return None

    return examine


def _nothing(*table: object) -> None:
    """The step of a player who does nothing."""


def _near(reached: Tensor, wanted: Tensor, length: Tensor) -> bool:
    return bool((reached - wanted).norm() <= SAME * length)


def _after(step: Step, deal: Callable[[int], Table], number: int) -> Tensor:
    """All weights of both players after the step, on a table of its own. Off if it raises, Unanswered for the dots."""
    with untouched():
        D, G, x, z, optimizer = deal(number)
        try:
            with as_found():
                returned = step(D, G, x, z, optimizer)
        except KeyboardInterrupt:
            raise
        except BaseException as problem:  # a learner's function may raise anything
            raise Off(f"your function raised {told(problem)}.") from None
        if returned is ...:
            raise Unanswered
        return torch.cat([weight.detach().double().flatten() for player in (D, G) for weight in player.parameters()])


def generator_network(inputs: Sequence[int], outputs: Sequence[int], num_parameters: int) -> Examiner:
    """A function without arguments that makes a network, (n, *inputs) to (n, *outputs), which ends in a tanh."""

    def examine(answer: object) -> str | None:
        try:
            with untouched():
                net = _made(answer)
                rows = torch.randn(6, *inputs, dtype=torch.float64)
                _examine_sizes(net, rows, outputs, num_parameters)
                _examine_reach(net, rows)
                _examine_ways(net, rows)
        except Off as off:
            return str(off)
        return None

    return examine


def _made(answer: object) -> nn.Module:
    """The network that the answer makes."""
    if not callable(answer) or isinstance(answer, nn.Module):
        raise Off(f"a function that returns a network is wanted, but this is {type(answer).__name__}.")
    torch.manual_seed(0)
    net = _run(answer, "your function")
    if net is ... or net is None:
        raise Unanswered
    if not isinstance(net, nn.Module):
        raise Off(f"your function returned {type(net).__name__}, not a network (a torch.nn.Module).")
    return net.double()


def _run(call: Callable[..., Any], whose: str, *given: Tensor) -> Any:
    """What a learner's code returns; whatever it set in torch is set back."""
    try:
        with as_found():
            return call(*given)
    except KeyboardInterrupt:
        raise
    except BaseException as problem:
        raise Off(f"{whose} raised {told(problem)}.") from None


def _examine_sizes(net: nn.Module, rows: Tensor, outputs: Sequence[int], num_parameters: int) -> None:
    made, wanted = _run(net, "your network", rows), (len(rows), *outputs)
    shape = tuple(made.shape) if isinstance(made, Tensor) else type(made).__name__
    if shape != wanted:
        raise Off(f"from noise of shape {tuple(rows.shape)} your network made {shape}, not {wanted}.")
    if (counted := sum(weight.numel() for weight in net.parameters())) != num_parameters:
        raise Off(f"your network has {counted:,} weights, and {num_parameters:,} are wanted: look at the sizes.")


def _examine_reach(net: nn.Module, rows: Tensor) -> None:
    """Off unless large noise takes it to -1 and to 1, and nowhere beyond."""
    least, most = (end.item() for end in net(1e4 * rows).detach().aminmax())
    if not -1 <= least < -0.9 < 0.9 < most <= 1:
        raise Off(
            f"however large the noise, your network should reach from -1 to 1; it goes from {least:.3g} to {most:.3g}."
        )


def _examine_ways(net: nn.Module, rows: Tensor) -> None:
    """Off if samples of a batch meet, if nothing bends before the last layer, or if no gradient reaches a weight."""
    if not torch.allclose(_run(net, "your network", rows[:1]), net(rows)[:1]):
        raise Off("a sample comes out otherwise when it is alone than in a batch: the samples may not meet.")
    one, other = rows[:3], rows[3:]
    straight = [torch.atanh(net(x)) for x in (one, other, one + other, 0 * one)]
    if torch.allclose(straight[0] + straight[1], straight[2] + straight[3], rtol=0, atol=1e-9):
        raise Off("nothing bends between your layers, and two layers without a bend are no more than one.")
    net(rows).sum().backward()
    if loose := [name for name, weight in net.named_parameters() if weight.grad is None or not weight.grad.any()]:
        raise Off(f"no gradient reaches {', '.join(loose)}.")
