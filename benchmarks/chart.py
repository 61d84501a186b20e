"""docs/speed.svg: requests a second of each service, for a few operations. A card with its own ground, so that it reads
on light and on dark pages."""

from collections.abc import Sequence
from html import escape

from benchmarks.figures import Row

PHOTO = "6.jpg"
OPERATIONS = {
    "resize(800)": "Resize to 800 px",
    "gaussian(2)": "Gaussian blur",
    "sharpen": "Sharpen",
    "tone6": "Six tone steps",
    "rotate(30)": "Rotate by 30°",
    "median(3)": "Median of 3 x 3",
}
SERVICES = {
    "imgsvc": ("imgsvc", "#0b57d0"),
    "sharp": ("sharp, Node", "#5b7083"),
    "thumbor": ("thumbor", "#8a97a3"),
    "snippet": ("FastAPI + Pillow", "#b3bcc5"),
}
WIDTH, MARGIN, LABEL, NUMBER = 860, 28, 260, 64
BAR, GAP, GROUP = 17, 3, 20
TOP, BOTTOM = 86, 44
INK, SOFT, GROUND, EDGE = "#1f2328", "#59636e", "#ffffff", "#d1d9e0"
FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif"


def draw(rows: Sequence[Row], note: str) -> str:
    """The SVG; `note` stands below it. A service without the operation is said to have none."""
    rates = {(row.operation, row.peer): row.rate for row in rows if row.photo == PHOTO and row.requests}
    shown = [name for name in OPERATIONS if (name, "imgsvc") in rates]
    most = max(rate for (name, peer), rate in rates.items() if name in shown and peer in SERVICES)
    room = WIDTH - 2 * MARGIN - LABEL - NUMBER
    group = len(SERVICES) * (BAR + GAP) - GAP
    height = TOP + len(shown) * (group + GROUP) - GROUP + BOTTOM
    parts = [
        _text(MARGIN, 38, "Requests a second: longer is better", INK, size=20, weight=600),
        _text(MARGIN, 62, "A JPEG of 6 megapixels in, a JPEG out; two processes each, four at a time", SOFT, size=14),
    ]
    for index, name in enumerate(shown):
        top = TOP + index * (group + GROUP)
        parts.append(_text(MARGIN, top + BAR - 4, OPERATIONS[name], INK, size=15, weight=600))
        for line, (peer, (title, color)) in enumerate(SERVICES.items()):
            y = top + line * (BAR + GAP)
            parts += _bar(y, title, color, rates.get((name, peer)), room / most, ours=peer == "imgsvc")
    parts.append(_text(MARGIN, height - 18, note, SOFT, size=12))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    ground = f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8" fill="{GROUND}" stroke="{EDGE}"/>'
    title = "<title>Requests a second of imgsvc, sharp behind Node, thumbor and a FastAPI snippet</title>"
    body = "\n".join([title, ground, *parts])
    return f'{head} role="img" font-family="{FONT}">\n{body}\n</svg>\n'


def _bar(y: float, title: str, color: str, rate: float | None, scale: float, *, ours: bool) -> list[str]:
    left = MARGIN + LABEL
    base = y + BAR - 4
    weight = 600 if ours else 400
    name = _text(left - 8, base, title, INK if ours else SOFT, size=13, weight=weight, anchor="end")
    if rate is None:
        return [name, _text(left + 2, base, "does not have it", SOFT, size=12)]
    width = max(1.0, rate * scale)
    figure = f"{rate:.1f}" if rate < 10 else f"{rate:.0f}"
    bar = f'<rect x="{left}" y="{y}" width="{width:.1f}" height="{BAR}" rx="2" fill="{color}"/>'
    return [name, bar, _text(left + width + 6, base, figure, INK, size=13, weight=weight)]


def _text(x: float, y: float, text: str, color: str, *, size: int, weight: int = 400, anchor: str = "start") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} font-size="{size}" font-weight="{weight}" fill="{color}">{escape(text)}</text>'
