from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import inspect, text

from bot.errors import StoreError
from bot.posts import PostState
from bot.records import Wanted
from bot.store import Store, schema
from bot.store.columns import EPOCH
from bot.store.ids import new_id
from bot.store.reviews import Review
from bot.store.tables import metadata
from persona.materials import EVERYBODY
from tagging.review import Claim
from tagging.stances import Stance

VERSIONS = Path(schema.__file__).parent / "migrations/versions"
FIRST, *LATER = [
    import_module(f"bot.store.migrations.versions.{path.stem}")
    for path in sorted(VERSIONS.glob("0*.py"))
]
OLD_SHOP = """
INSERT INTO customers (id, name, created_at) VALUES ('c1', '小满', 0);
INSERT INTO messages (id, customer, account, direction, kind, text, at, origin)
  VALUES ('m1', 'c1', 'gh_1', 'in', 'text', '会不会偏小', 1000, 'event:1');
INSERT INTO reviews (id, key, customer, product, category, text, at, mined_at)
  VALUES ('r1', 'k1', 'c1', 'P1', '衣服', '尺码偏小，质量好', 2000, 3000);
INSERT INTO reviews (id, key, category, text) VALUES ('r2', 'k2', '', '还没读过');
INSERT INTO findings (review, start, concern, stance, "end", evidence, confidence)
  VALUES ('r1', 0, '尺码大小', 'complains', 4, '尺码偏小', 850);
INSERT INTO findings (review, start, concern, stance, "end", evidence, confidence)
  VALUES ('r1', 5, '质量', 'praises', 8, '质量好', 750);
INSERT INTO orders (order_no, customer, paid_at, day, amount_fen, discount_fen, status, digest)
  VALUES ('1', 'c1', 1, 1, 9000, 500, 'paid', ''), ('2', 'c1', 1, 1, 4000, 0, 'paid', ''),
  ('3', 'c1', 1, 1, 700, 100, 'paid', ''), ('4', 'c1', 1, 1, 800, 100, 'refunded', ''),
  ('5', 'c1', 1, 1, 600, 100, 'open', ''), ('6', 'c1', 1, 1, -50, 100, 'refunded', '');
INSERT INTO materials (key, position, content)
  VALUES ('m1', 0, '{"key": "m1", "kind": "work", "text": "布样", "product": "CS-02"}'),
  ('m2', 1, '{"key": "m2", "kind": "work", "text": "开门", "product": ""}');
INSERT INTO posts
  (id, account, material, product, dimension, kind, text, due_at, state, because)
  VALUES ('p1', 'gh_1', 'm1', 'CS-02', 'living', 'work', '布样', 1000, 'queued', '{}'),
  ('p2', 'gh_1', 'm2', '', 'living', 'work', '开门', 2000, 'approved', '{}');
INSERT INTO purchase_states
  (customer, first_day, last_day, orders, money_fen, items, discounted_fen, discounted_orders)
  VALUES ('c1', 1, 1, 3, 13650, 3, 600, 2)
"""


def take(connection, *steps):
    with Operations.context(MigrationContext.configure(connection)):
        for step in steps:
            step()


def take_back(connection):
    """Go back to the first version."""
    take(connection, *(step.downgrade for step in reversed(LATER)))


async def in_store(store, work, *arguments):
    async with store.engine.begin() as connection:
        return await connection.run_sync(work, *arguments)


async def test_the_migrations_make_exactly_the_tables(any_store):
    def differences(connection):
        return compare_metadata(MigrationContext.configure(connection), metadata)

    async with any_store.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_upgrading_twice_changes_nothing(any_store):
    assert await schema.upgrade(any_store) is False


async def test_a_database_newer_than_the_program_is_refused(any_store):
    async with any_store.unit() as unit:
        await unit.work.change(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreError, match="newer"):
        await schema.upgrade(any_store)
    with pytest.raises(StoreError, match="newer"):
        await schema.check(any_store)


async def test_an_empty_database_is_told_from_an_upgraded_one(tmp_path):
    store = await Store.open(f"sqlite:///{tmp_path}/new.db")
    with pytest.raises(StoreError, match="db upgrade"):
        await schema.check(store)
    assert await schema.upgrade(store) is True
    await schema.check(store)
    await store.close()


async def test_the_tables_can_be_taken_down_again(any_store):
    def take_down(connection):
        take(connection, *(step.downgrade for step in (*reversed(LATER), FIRST)))
        return inspect(connection).get_table_names()

    assert await in_store(any_store, take_down) == ["alembic_version"]


@pytest.fixture
async def old_shop(any_store):
    """A database as the first version left it, with what it had found in reviews."""

    def go_back(connection):
        take_back(connection)
        for sentence in OLD_SHOP.split(";"):
            connection.execute(text(sentence))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    await in_store(any_store, go_back)
    return any_store


async def test_what_an_older_version_found_in_reviews_is_kept_and_waits_for_people(old_shop):
    assert await schema.upgrade(old_shop) is True

    async with old_shop.reading() as unit:
        waiting = await unit.findings.list_waiting(Wanted(category="女装"))
        (unmined,) = await unit.reviews.list_unmined(10)
        counts = await unit.reviews.count_concerns("衣服")
    first = waiting[0].finding

    assert first.id < new_id()  # or it would stand before all that comes
    assert first.claim == Claim("尺码大小", Stance.COMPLAINS, 0, 4, "尺码偏小")
    assert (first.said.customer, first.said.product) == ("c1", "P1")
    assert (first.text, first.confidence) == ("尺码偏小，质量好", 0.85)
    assert counts == {("尺码大小", "complains"): 1, ("质量", "praises"): 1}
    assert unmined == Review("r2", "", "还没读过")


async def test_what_was_paid_with_a_discount_is_counted_from_the_orders(old_shop):
    await schema.upgrade(old_shop)
    async with old_shop.reading() as unit:
        state = await unit.purchases.state_of("c1")

    assert state.discounted_money_fen == 9700


async def test_who_had_opted_out_refuses_service_as_well_as_marketing(old_shop):
    async with old_shop.engine.begin() as connection:
        await connection.execute(text("UPDATE customers SET opted_out_at = 5"))
    await schema.upgrade(old_shop)
    async with old_shop.reading() as unit:
        assert await unit.customers.refused_by("c1") == {"service"}


async def test_a_step_back_keeps_the_findings_of_reviews(old_shop):
    await schema.upgrade(old_shop)
    await in_store(old_shop, take_back)
    async with old_shop.reading() as unit:
        rows = await unit.work.rows(text("SELECT review, concern, evidence FROM findings"))

    assert {tuple(row) for row in rows} == {
        ("r1", "尺码大小", "尺码偏小"),
        ("r1", "质量", "质量好"),
    }


async def test_materials_and_posts_of_one_product_show_a_list_of_products_now(old_shop):
    await schema.upgrade(old_shop)
    async with old_shop.reading() as unit:
        materials = await unit.materials.list_all()
        posts = await unit.posts.list_between("gh_1", EPOCH, EPOCH + timedelta(days=1))

    shown = {each.key: each.products for each in materials}
    assert (shown["m1"], shown["m2"]) == (("CS-02",), ())
    assert [(each.id, each.products, each.pictures) for each in posts] == [
        ("p1", ("CS-02",), ()),
        ("p2", (), ()),
    ]
    assert {each.audience for each in posts} == {EVERYBODY}


async def test_a_step_back_leaves_each_post_its_first_product_and_drops_what_was_skipped(old_shop):
    await schema.upgrade(old_shop)
    async with old_shop.unit() as unit:
        change = (PostState.APPROVED, PostState.SKIPPED, EPOCH)
        assert await unit.posts.change("p2", *change)
    await in_store(old_shop, take_back)
    async with old_shop.reading() as unit:
        posts = await unit.work.rows(text("SELECT id, product, state FROM posts"))

    assert [tuple(row) for row in posts] == [("p1", "CS-02", "queued")]
