"""The simulation of a large archive: nothing is lost, the same each time, and the document says what it says."""

from dataclasses import replace

import pytest

from bench.scaling import scale
from bench.simulation.asking import FORMS, asked
from bench.simulation.assumed import ASSUMED
from bench.simulation.indexing import Fleet, indexed

FLEET = Fleet("small", 8, 4, 10.0, 20.0)
CALM = replace(ASSUMED, poison=0.0, stalls=0.0, slow_nodes=0.0)


def test_the_document_holds_the_tables_of_the_bench() -> None:
    text = scale.DOCUMENT.read_text("utf-8")
    assert scale.written(text, scale.tables()) == text


def test_the_same_run_is_the_same_again() -> None:
    assert indexed(FLEET, 2_000.0) == indexed(FLEET, 2_000.0)
    assert asked(FORMS[0], 5.0, count=500) == asked(FORMS[0], 5.0, count=500)


@pytest.mark.parametrize("failure_hours", [0.5, 5.0, 500.0])
def test_no_film_is_lost_or_made_twice_whatever_dies(failure_hours: float) -> None:
    run = indexed(replace(FLEET, failure_hours=failure_hours), 2_000.0)
    assert (run.twice, run.missing) == (0, 0)
    assert run.took >= run.ideal


def test_films_that_kill_are_set_aside_and_the_rest_is_made() -> None:
    run = indexed(FLEET, 2_000.0, replace(CALM, poison=0.01))
    assert 10 < run.aside < 50
    assert run.missing == 0


def test_what_stands_still_is_taken_over_and_its_work_is_lost() -> None:
    steady = replace(FLEET, failure_hours=1e9)
    calm, still = indexed(steady, 2_000.0, CALM), indexed(steady, 2_000.0, replace(CALM, stalls=0.1))
    assert (calm.lapsed, calm.wasted) == (0, 0.0)
    assert still.lapsed > 200
    assert 0.05 < still.wasted < 0.15


def test_machines_that_die_more_often_lose_more() -> None:
    often, seldom = (indexed(replace(FLEET, failure_hours=hours), 2_000.0, CALM) for hours in (2.0, 200.0))
    assert often.wasted > 10 * seldom.wasted
    assert often.took > seldom.took


def test_slow_machines_make_the_end_drag() -> None:
    calm, slow = (indexed(FLEET, 2_000.0, replace(CALM, slow_nodes=share)) for share in (0.0, 0.5))
    assert slow.took > 1.3 * calm.took


def test_a_bucket_bounds_all_who_read_it() -> None:
    free, bound = (indexed(FLEET, 2_000.0, replace(CALM, bucket_gbit=rate)) for rate in (100.0, 0.48))
    assert bound.ideal == pytest.approx(2 * free.ideal)


def test_the_driver_holds_what_its_slots_take_whatever_the_archive() -> None:
    assert indexed(FLEET, 500.0).held == indexed(FLEET, 2_000.0).held == 96


def test_more_questions_wait_longer_and_more_nodes_have_a_longer_tail() -> None:
    few, many = (asked(FORMS[0], rate, nodes=1, count=3_000) for rate in (1.0, 45.0))
    assert many.engine[0] > 1.2 * few.engine[0]
    paused = replace(ASSUMED, pauses=0.005, jitter=0.0)
    one, all_ = (asked(FORMS[0], 0.1, replace(paused, hnsw_ms=1.0), nodes=n, count=3_000) for n in (1, 20))
    assert all_.engine[1] > 3 * one.engine[1]


def test_an_answer_from_a_full_cache_reads_nothing() -> None:
    made = asked(FORMS[0], 1.0, replace(ASSUMED, hit=1.0), count=500)
    assert made.cold == made.warm
