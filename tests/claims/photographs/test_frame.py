"""Where a paper lies: what hangs together amid the picture, on any table, in any light."""

import pytest
from PIL import Image, ImageChops, ImageDraw

from claims.photographs.judging import frame
from claims.photographs.judging.parts import parts

DARK, PALE, WHITE = 90, 222, 245
SIZE = (150, 200)


def lying(box: tuple[int, int, int, int], table: int, *, shade: float = 1.0) -> Image.Image:
    """A paper on a table; the light falls off to the right, down to `shade`."""
    picture = Image.new("L", SIZE, table)
    ImageDraw.Draw(picture).rectangle(box, fill=WHITE)
    light = Image.linear_gradient("L").rotate(270).resize(SIZE)
    weakened = light.point([int(255 - (1 - shade) * v) for v in range(256)])
    return ImageChops.multiply(picture, weakened)


@pytest.mark.parametrize("table", [DARK, PALE])
@pytest.mark.parametrize("shade", [1.0, 0.7])
class TestTable:
    def test_a_whole_paper_is_found_and_not_called_cut_off(self, table, shade):
        picture = lying((30, 40, 120, 160), table, shade=shade)

        assert not frame.cut_off(picture)
        for (x, y), (u, v) in zip(
            frame.corners(picture), ((30, 40), (121, 40), (121, 161), (30, 161)), strict=True
        ):
            assert abs(x - u) < 5
            assert abs(y - v) < 5

    def test_a_paper_that_runs_out_of_the_picture_is(self, table, shade):
        assert frame.cut_off(lying((30, 40, 150, 160), table, shade=shade))

    def test_one_that_ends_close_to_its_rim_is_not(self, table, shade):
        assert not frame.cut_off(lying((30, 40, 145, 160), table, shade=shade))


def test_a_scan_that_is_paper_all_over_is_not_cut_off():
    assert not frame.cut_off(Image.new("L", SIZE, WHITE))


def test_another_paper_at_the_rim_is_not_the_one_amid_the_picture():
    picture = lying((30, 40, 120, 130), DARK)
    ImageDraw.Draw(picture).rectangle((0, 160, 150, 200), fill=WHITE)

    assert not frame.cut_off(picture)


def test_parts_hang_together_by_their_sides_and_small_ones_are_left_out():
    picture = Image.new("L", (12, 6))
    draw = ImageDraw.Draw(picture)
    draw.line((0, 0, 0, 5, 4, 5, 4, 0), fill=255)  # a cup: its sides meet in the last row
    draw.rectangle((7, 0, 9, 3), fill=255)
    draw.point((11, 5), fill=255)

    sizes = sorted(part.histogram()[255] for part in parts(picture, 0.05))

    assert sizes == [12, 15]
