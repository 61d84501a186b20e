"""What the engine will really do for one picture, pipeline and output, decided from the header alone."""

from filters.engine.plan.make import make_plan
from filters.engine.plan.plan import Plan
from filters.engine.plan.steps import PlannedStep, Rewrite

__all__ = ["Plan", "PlannedStep", "Rewrite", "make_plan"]
