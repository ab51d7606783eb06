"""Evolution with a family that forgets, shares what it should not, or hides a sibling from D."""

import copy

import torch

from gannotes import games
from gannotes.games.egan import Parent
from mutants.mutant import mutant


@mutant(
    trap=25,
    place="games.egan.Population.child",
    truth="A child is a copy of its parent with Adam's memory.",
    killer="test_egan.py::test_adams_memory_travels_with_each_child",
)
def a_child_that_forgets_adams_memory(self, parent, mutation, batch):
    G = copy.deepcopy(parent.G)
    fresh = type(parent.optimizer)(G.parameters(), **parent.optimizer.defaults)
    games.generator(G, self.D, self.mutations[mutation], self.latent, fresh).move(batch)
    return Parent(G, fresh, mutation)


@mutant(
    trap=25,
    place="games.egan.Population.child",
    truth="A child has a memory of its own: an optimiser that loads a state takes the tensors themselves, not copies.",
    killer="test_egan.py::test_two_rounds_are_the_papers_algorithm_typed_flat",
)
def children_that_share_one_memory(self, parent, mutation, batch):
    G = copy.deepcopy(parent.G)
    loaded = type(parent.optimizer)(G.parameters(), **parent.optimizer.defaults)
    loaded.load_state_dict(parent.optimizer.state_dict())
    games.generator(G, self.D, self.mutations[mutation], self.latent, loaded).move(batch)
    return Parent(G, loaded, mutation)


@mutant(
    trap=16,
    place="games.egan.Population.__call__",
    truth="D meets every survivor, not the fittest alone.",
    killer="test_egan.py::test_after_a_round_ds_step_sees_the_fakes_of_all_survivors",
)
def d_meets_the_best_child_only(self, z):
    return self.parents[0].G(z)


@mutant(
    trap=29,
    place="games.egan.diversity",
    truth="Diversity is MINUS the logarithm of the slope: the paper's sign, and not that of its second release.",
    killer="test_egan.py::test_diversity_is_minus_the_log_of_the_slope_of_ds_loss",
)
def diversity_that_rewards_a_steep_d(D, loss, real, fake):
    paid = loss.real(D(real)).mean() + loss.fake(D(fake.detach())).mean()
    slopes = torch.autograd.grad(paid, [*D.parameters()])
    return torch.cat([part.flatten() for part in slopes]).norm().log()
