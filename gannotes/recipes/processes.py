"""One run on several processes: each player averages its own gradients, so two of them equal one on the joined batch.

`torchrun --standalone --nproc-per-node 2 -m gannotes train ...` does all of this. In a script of your own

    with processes.joined() as group:
        rng = torch.Generator().manual_seed(group.seed(0))
        processes.broadcast(G, D)
        processes.shared(players)

No wrapper stands around a network, so penalties with their second derivatives are averaged like any loss. Batch norm
takes its statistics from each process's own batch: `check_no_batch_norm` says so where that must not be.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from gannotes.games import Population
from gannotes.models.device import best_device
from gannotes.train import Descent, Player


@dataclass(frozen=True)
class Group:
    """Which of how many processes this is."""

    rank: int
    size: int

    @property
    def writes(self) -> bool:
        """One process writes files; the others would write the same."""
        return self.rank == 0

    @property
    def restarted(self) -> bool:
        """Whether torchrun has started this anew after one of them had died."""
        return int(os.environ.get("TORCHELASTIC_RESTART_COUNT", "0")) > 0

    def least(self, number: int) -> int:
        """The least that any of them has."""
        return self._agreed(number, dist.ReduceOp.MIN)

    def greatest(self, number: int) -> int:
        """The greatest that any of them has."""
        return self._agreed(number, dist.ReduceOp.MAX)

    def _agreed(self, number: int, by: dist.ReduceOp.RedOpType) -> int:
        if self.size == 1:
            return number
        together = torch.tensor(number, device=messenger())
        dist.all_reduce(together, by)
        return int(together)

    def seed(self, seed: int) -> int:
        """A seed of its own for each process, or all would draw the same noise and the same batches."""
        return seed * self.size + self.rank


ALONE = Group(0, 1)


def messenger() -> torch.device:
    """Where a message between processes has to lie: NCCL carries none from the CPU."""
    return torch.device("cuda" if dist.get_backend() == "nccl" else "cpu")


@contextmanager
def joined(device: torch.device | None = None) -> Iterator[Group]:
    """Joins the processes that torchrun has started; alone, it is a group of one. NCCL on CUDA, gloo elsewhere."""
    size, rank = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("RANK", "0"))
    if size == 1:
        yield ALONE
        return
    on_cuda = (device or best_device()).type == "cuda"
    if on_cuda:
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
    dist.init_process_group("nccl" if on_cuda else "gloo")
    try:
        yield Group(rank, size)
    finally:
        dist.destroy_process_group()


@torch.no_grad()
def mean_gradients(weights: Sequence[Tensor]) -> None:
    """Each weight's gradient becomes the mean over all processes, by one message for all of them.

    A weight that was not used here counts as 0: it may have been used elsewhere.
    """
    slopes = [torch.zeros_like(weight) if weight.grad is None else weight.grad for weight in weights]
    together = torch.cat([slope.flatten() for slope in slopes])
    dist.all_reduce(together)
    together /= dist.get_world_size()
    for weight, mean in zip(weights, together.split([slope.numel() for slope in slopes]), strict=True):
        weight.grad = mean.view_as(weight).to(weight)


def mean_scores(scores: Sequence[float]) -> list[float]:
    """Numbers that all processes shall judge by, averaged."""
    together = torch.tensor(scores, dtype=torch.float64, device=messenger())
    dist.all_reduce(together)
    return (together / dist.get_world_size()).tolist()


def shared(players: Iterable[Player]) -> None:
    """From now on each player's step follows the mean of its gradients over all processes; an evolution's choice, too.

    ValueError for a player of another kind, which would go its own way on each process.
    """
    for player in players:
        if isinstance(player, Population):
            player.share, player.agree = mean_gradients, mean_scores
        elif isinstance(player, Descent):
            player.share = mean_gradients
        else:
            raise ValueError(
                f"{player.name} is a {type(player).__name__}, which can't share its gradients: use a Descent"
            )


@torch.no_grad()
def broadcast(*networks: nn.Module) -> None:
    """All processes begin with the first one's weights and buffers."""
    for network in networks:
        for tensor in network.state_dict().values():
            dist.broadcast(tensor, 0)


def gathered(x: Tensor) -> Tensor:
    """The rows of all processes, which have as many each: samples for a measure, say."""
    parts = [torch.empty_like(x) for _ in range(dist.get_world_size())]
    dist.all_gather(parts, x.contiguous())
    return torch.cat(parts)


def check_no_batch_norm(*networks: nn.Module) -> None:
    """ValueError if a network has a batch norm: its statistics would be those of a process's part of the batch."""
    for network in networks:
        for name, layer in network.named_modules():
            if isinstance(layer, _BatchNorm):
                raise ValueError(
                    f"{name} is a {type(layer).__name__}, which sees only this process's part of the batch: take a "
                    "network without batch norm, or one process"
                )
