"""Dropped steps: what leaves every picture of its size as it is.

Bit for bit; only the colors of wholly transparent pixels may be other ones.
"""

from filters.engine.plan.steps import Draft, Rewrite, RuleName

DROPPED: RuleName = "dropped"


def drop_identities(draft: Draft) -> Draft:
    """Leave out steps that change nothing."""
    number = 0
    while number < len(draft.steps):
        step = draft.steps[number]
        if draft.is_exact(number) and step.operation.is_identity(step.size_in):
            draft = draft.replaced(number, number + 1, (), Rewrite(DROPPED, step.paths, "changes nothing"))
        else:
            number += 1
    return draft
