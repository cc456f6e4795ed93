"""A campaign as a file, for tests of the commands that read one."""

import csv
import random

HEADER = ("customer", "group", "likes", "city", "spent", "bought", "paid")
CITIES = ("上海", "杭州", "成都")


def write_campaign(path, *, count=3_000, moved=0.3, header=HEADER, seed=5):
    """Draw a campaign in which only those who like mystery boxes are moved, and write it."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(header)
        for number in range(count):
            likes = chance.random() < 0.5
            group = chance.choice(("control", "盲盒", "别的"))
            rate = 0.15 + moved * (likes and group == "盲盒")
            bought = int(chance.random() < rate)
            spent = f"{chance.lognormvariate(5, 1):.2f}"
            city = chance.choice(CITIES)
            paid = bought * chance.randint(9, 99)
            writer.writerow([f"c{number}", group, int(likes), city, spent, bought, paid])
    return path
