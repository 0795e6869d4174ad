from vsearch.encoders.choosing.facts import free_memory, here


def test_free_memory_is_what_linux_says_programs_may_take(tmp_path):
    told = tmp_path / "meminfo"
    told.write_text("MemTotal:       16000000 kB\nMemAvailable:    9500000 kB\n")
    assert free_memory(told) == 9.5


def test_elsewhere_free_memory_is_half_of_what_there_is(tmp_path):
    assert 0.1 < free_memory(tmp_path / "none") < 10_000


def test_facts_of_this_machine_name_the_languages_they_were_given():
    facts = here("cpu", ["ru", "en"])
    assert (facts.on_gpu, facts.languages) == (False, ("ru", "en"))
