"""The rules by which a plan is rewritten, in the order in which they are asked.

Each says in its module's first lines how far its results may be from those of the steps as they were asked for; a test
beside it holds it to that.
"""

from filters.engine.plan.rules.cropping import crop_first
from filters.engine.plan.rules.dropping import drop_identities
from filters.engine.plan.rules.fusing import fuse_points
from filters.engine.plan.rules.grounding import ground_corners
from filters.engine.plan.rules.moving import tone_last
from filters.engine.plan.rules.planes import keep_planes
from filters.engine.plan.rules.reading import read_less
from filters.engine.plan.rules.turning import join_turns, turn_last
from filters.engine.plan.steps import Rule

RULES: tuple[Rule, ...] = (
    drop_identities,
    join_turns,
    crop_first,
    tone_last,
    turn_last,
    fuse_points,
    ground_corners,
    drop_identities,
    read_less,
    keep_planes,
)
VERSION = 1
"""Raised when a rule changes pixels, so that ETags change too."""
