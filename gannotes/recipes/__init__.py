"""How a run is trained: a Recipe and a Task say it all, and schedules and averages travel along with a game."""

from gannotes.recipes.averages import averaged as averaged
from gannotes.recipes.averages import moving_average as moving_average
from gannotes.recipes.kept import Randomness as Randomness
from gannotes.recipes.kept import keep as keep
from gannotes.recipes.kept import kept as kept
from gannotes.recipes.kept import restored as restored
from gannotes.recipes.recipe import Recipe as Recipe
from gannotes.recipes.recipe import Task as Task
from gannotes.recipes.recipe import no_parametrization as no_parametrization
from gannotes.recipes.recipe import no_projection as no_projection
from gannotes.recipes.runs import Run as Run
from gannotes.recipes.runs import gan_players as gan_players
from gannotes.recipes.runs import parts_of_a_run as parts_of_a_run
from gannotes.recipes.runs import run as run
from gannotes.recipes.schedules import Schedule as Schedule
from gannotes.recipes.schedules import constant as constant
from gannotes.recipes.schedules import linear_decay as linear_decay
from gannotes.recipes.schedules import scheduled as scheduled
