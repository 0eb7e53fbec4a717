"""Pictures for the example's evidence: drawn, so that no photo of a person or a brand is shipped."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from results.example.places import dice
from tracker.core.files import store_picture

WIDTH, HEIGHT = 960, 720
COLOURS = ("#c05b4d", "#d9a441", "#5b8c5a", "#4d7ea8", "#8a6fa8", "#b8b2a7")


OF_THE_YEAR, OF_THE_WAITING = 3, 14  # fewer than visits on their way: a few share theirs, which their reviewer is told


def store_pictures(session: Session) -> tuple[list[str], list[str]]:
    """Hashes of drawn shelves, each with something fallen on the floor: for the year's audits, and for visits on their way."""
    hashes = [store_picture(session, _shelf(dice(f"picture {number}"))).hash for number in range(OF_THE_YEAR + OF_THE_WAITING)]
    return hashes[:OF_THE_YEAR], hashes[OF_THE_YEAR:]


def _shelf(random: Random) -> bytes:
    image = Image.new("RGB", (WIDTH, HEIGHT), "#ebe7df")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 560, WIDTH, HEIGHT), fill="#cfc8bb")
    for top in (60, 220, 380):
        left = 60
        while left < WIDTH - 140:
            width, height = random.randint(40, 90), random.randint(70, 125)
            if random.random() > 0.25:
                draw.rectangle((left, top + 130 - height, left + width, top + 130), fill=random.choice(COLOURS))
            left += width + 14
        draw.rectangle((40, top + 130, WIDTH - 40, top + 142), fill="#7d6b58")
    for _ in range(4):
        left, top = random.randint(80, WIDTH - 200), random.randint(580, 650)
        draw.rectangle((left, top, left + random.randint(50, 110), top + 45), fill="#b08d57", outline="#7d6b58", width=4)
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
