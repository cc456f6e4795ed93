"""What the documents claim of the house."""

import re
from pathlib import Path

import pytest
import typer

from bot.actions import Purpose
from bot.cli import app
from bot.posts import PostState
from bot.records import (
    CandidateState,
    Direction,
    FollowupKind,
    FollowupState,
    InboxState,
    Origin,
    OutboxState,
    ProposalState,
)
from bot.store.tables import metadata
from persona.manners import CapPeriod, Decision, LatePolicy, Rule, TouchKind
from persona.materials import Dimension, Kind
from persona.occasions import Season
from persona.wording import WordLevel
from tagging.counts import Direction as Trend
from tagging.layering import Flag, Layer, Level, Tier
from tagging.offers import OfferKind
from tagging.review import DecisionKind, FindingState
from tagging.scores import Segment
from tagging.stances import Stance
from tagging.tags import TagState

ROOT = Path(__file__).parents[1]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
MODULE = re.compile(r"(?<![\w/])(?:bot|persona|tagging|tests)/[\w/]+(?:\.\w+)?")
ENUMS = (
    *(Layer, Tier, Flag, Stance, TagState, Segment, OfferKind),
    *(InboxState, OutboxState, FollowupKind, FollowupState, PostState, Direction),
    *(Dimension, Kind, Season, WordLevel, Purpose),
    *(Decision, TouchKind, Rule, LatePolicy, CapPeriod),
    *(FindingState, DecisionKind, ProposalState, CandidateState, Origin, Trend),
)


def text_of(path):
    return path.read_text(encoding="utf-8")


def named(path):
    return str(path.relative_to(ROOT))


def anchors_of(path):
    """Name the headings of a page as a browser of repositories does."""
    headings = HEADING.findall(FENCED.sub("", text_of(path)))
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_to_a_page_and_a_heading_of_the_house(page):
    for target, anchor in LINK.findall(FENCED.sub("", text_of(page))):
        goal = (page.parent / target).resolve() if target else page
        assert goal.exists(), target
        assert not anchor or anchor in anchors_of(goal), f"{target}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_that_is_named_exists(page):
    known = set(typer.main.get_command(app).commands)
    said = set(re.findall(r"(?:`|\$ )zhanggui ([a-z]+)", text_of(page)))

    assert said <= known


@pytest.mark.parametrize("page", READMES, ids=named)
def test_a_readme_names_every_command_and_how_to_run_and_test(page):
    text = text_of(page)

    for command in typer.main.get_command(app).commands:
        assert f"zhanggui {command}" in text
    assert "make run" in text
    assert "make test" in text


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_module_and_data_file_that_is_named_exists(page):
    strangers = {
        place
        for place in MODULE.findall(text_of(page))
        if not (ROOT / place).exists() and "000N" not in place
    }

    assert strangers == set()


def test_the_architecture_names_every_module_of_the_shell():
    text = text_of(ROOT / "docs/architecture.md")

    for module in (ROOT / "bot").glob("[a-z]*.py"):
        assert f"bot/{module.name}" in text


@pytest.mark.parametrize("words", ENUMS, ids=lambda words: words.__name__)
def test_every_word_of_the_code_stands_in_the_glossary(words):
    glossary = set(re.findall(r"`([^`]+)`", text_of(ROOT / "docs/glossary.md")))

    assert {word.value for word in words} <= glossary


def test_every_table_and_every_level_stands_in_the_glossary():
    glossary = set(re.findall(r"`([^`]+)`", text_of(ROOT / "docs/glossary.md")))

    assert set(metadata.tables) <= glossary
    assert {level.name.lower() for level in Level} <= glossary


def test_every_decision_is_short_listed_and_has_its_three_parts():
    index = text_of(ROOT / "docs/index.md")
    for page in (ROOT / "docs/decisions").glob("*.md"):
        text = text_of(page)
        assert text.count("\n") <= 40
        assert HEADING.findall(text)[1:] == ["Context", "Decision", "Consequences"]
        assert f"decisions/{page.name}" in index
