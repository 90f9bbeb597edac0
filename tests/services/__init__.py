"""Real services that tests run against: fetched by ``make setup``, started and ended by the tests."""
