"""Assets on their way to a pipeline: loaded once, refused by name, part of the result's ETag."""

from typing import Any

import pytest

from filters import conf
from filters.engine.errors import Busy, ImageMissing, PictureInvalid, PipelineInvalid
from filters.engine.limits import Limits
from filters.engine.pipeline import Pipeline
from filters.models import Look, Preset
from filters.services.assets import assets_for, starter_looks_load
from filters.services.images import Job, image_explain, image_process
from filters.services.presets import starter_presets_load
from tests.assets import EVEN, WARM, logo, stored_look
from tests.engine.cubes import warm
from tests.engine.pictures import encoded, furthest, opened, photo

pytestmark = pytest.mark.django_db

LOOK = {"op": "look", "look": "warm"}
CAT = encoded(photo(size=(45, 30)), "PNG")


def steps(*raw: dict[str, Any]) -> Pipeline:
    return Pipeline.parse(list(raw))


def test_it_loads_what_the_steps_name_and_nothing_else(django_assert_num_queries: Any) -> None:
    stored_look()
    stored_look("other", EVEN)
    with django_assert_num_queries(2):  # names, then files
        assets = assets_for(pipeline=steps(LOOK, LOOK))
    assert dict(assets.looks) == {"warm": WARM}
    with django_assert_num_queries(0):
        assert not assets_for(pipeline=steps({"op": "invert"})).looks


def test_it_leaves_out_what_is_switched_off_and_knows_the_others() -> None:
    stored_look(active=False)
    stored_look("warmer")
    assets = assets_for(pipeline=steps(LOOK))
    assert not assets.looks
    assert assets.known == {"look": ["warmer"]}


def test_a_stored_look_colors_the_picture() -> None:
    stored_look()
    made = opened(image_process(job=Job(data=CAT, pipeline=steps(LOOK))).data)
    pixel = tuple(channel / 255 for channel in photo(size=(45, 30)).getpixel((3, 3)))  # type: ignore[union-attr]
    expected = [round(channel * 255) for channel in warm(*pixel)]
    assert max(abs(ours - theirs) for ours, theirs in zip(made.getpixel((3, 3)), expected, strict=True)) <= 6  # type: ignore[arg-type]


@pytest.mark.parametrize("use_case", [image_process, image_explain])
def test_it_says_which_step_names_an_unknown_look(use_case: Any) -> None:
    stored_look()
    job = Job(
        data=CAT, preset=Preset(pipeline=[LOOK]), pipeline=steps({"op": "invert"}, {"op": "look", "look": "warn"})
    )
    with pytest.raises(PipelineInvalid) as refusal:
        use_case(job=job)
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("pipeline[1].look", "parameter_invalid")
    assert "Did you mean warm?" in problem.detail


def test_a_preset_whose_look_is_gone_says_so() -> None:
    with pytest.raises(PipelineInvalid) as refusal:
        image_process(job=Job(data=CAT, preset=Preset(pipeline=[LOOK])))
    assert [problem.field for problem in refusal.value.problems] == ["preset[0].look"]


def test_the_etag_changes_with_the_file() -> None:
    look, job = stored_look(), Job(data=CAT, pipeline=steps(LOOK))
    before = image_process(job=job)
    assert before.etag == image_explain(job=job)["etag"]
    look.file = EVEN
    look.full_clean()
    look.save()
    after = image_process(job=job)
    assert after.etag == image_explain(job=job)["etag"] != before.etag
    assert furthest(opened(after.data), photo(size=(45, 30))) == 0


def test_the_etag_does_not_change_with_the_title() -> None:
    stored_look()
    job = Job(data=CAT, pipeline=steps(LOOK))
    before = image_explain(job=job)["etag"]
    Look.objects.update(title="Another")
    assert image_explain(job=job)["etag"] == before


def test_the_overlay_is_at_hand() -> None:
    assert assets_for(pipeline=steps(), overlay=logo()).picture(None) == logo()


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7", logo()[:20]])
def test_an_overlay_that_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PictureInvalid) as refusal:
        image_process(job=Job(data=CAT, overlay=data))
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("overlay", "parameter_invalid")
    assert problem.detail.startswith("The overlay cannot be used. ")


def test_an_overlay_is_held_to_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "limits", lambda: Limits(max_pixels=100))
    with pytest.raises(PictureInvalid, match="at most 0\\.0001 are allowed"):
        image_process(job=Job(data=CAT, overlay=logo()))


def test_an_overlay_counts_among_the_pixels_in_flight(in_flight: Any) -> None:
    with in_flight(1500, of=2000 + 45 * 30):
        image_process(job=Job(data=CAT))
        with pytest.raises(Busy):
            image_process(job=Job(data=CAT, overlay=logo()))
    assert image_process(job=Job(data=CAT, overlay=logo())).size == (45, 30)


def test_a_bad_overlay_does_not_hide_a_missing_image() -> None:
    with pytest.raises(ImageMissing):
        image_process(job=Job(data=b""))


def test_the_bundled_looks_are_stored_once() -> None:
    assert [look.slug for look in starter_looks_load()] == ["golden-hour", "teal-and-orange"]
    assert starter_looks_load() == []
    assert Look.objects.get(slug="golden-hour").size == 17


def test_a_bundled_look_that_was_deleted_stays_away() -> None:
    starter_looks_load()
    Look.objects.all().delete()
    assert starter_looks_load() == []


def test_a_look_of_an_admin_under_the_same_name_stays() -> None:
    stored_look("golden-hour", EVEN)
    assert [look.slug for look in starter_looks_load()] == ["teal-and-orange"]
    assert Look.objects.get(slug="golden-hour").data == EVEN


def test_the_starter_presets_bring_the_looks_that_they_name() -> None:
    starter_presets_load()
    job = Job(data=CAT, preset=Preset.objects.get(slug="golden-hour"))
    assert furthest(opened(image_process(job=job).data), photo(size=(45, 30))) > 10
