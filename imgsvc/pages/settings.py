"""The page of settings, from the declaration of the environment."""

from imgsvc.env import Environment
from imgsvc.pages import markdown
from imgsvc.variables import Variable, variables

INTRODUCTION = (
    "Every setting is an environment variable, and every one has a default that is safe on one machine. "
    "A wrong value stops start-up with a sentence that names the variable and what it takes; an empty value counts "
    "as not set. `make run` on its own needs none of them."
)


def page() -> str:
    """One row a variable, in the order of the declaration."""
    head = ["variable", "default", "takes", "meaning"]
    return markdown.page("Settings", INTRODUCTION, markdown.table(head, [_row(one) for one in variables(Environment)]))


def _row(variable: Variable) -> list[str]:
    default = variable.default if " " in variable.default else markdown.code(variable.default)
    return [markdown.code(variable.name), default, variable.expected, variable.description]
