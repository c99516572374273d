"""The question that the pool asks before it hands out a connection."""

import psycopg
import pytest
from django.db import connection

from embedded.address import check_alive

pytestmark = pytest.mark.django_db


def test_a_connection_whose_server_process_has_ended_is_not_handed_out() -> None:
    other = connection.copy()
    other.ensure_connection()
    check_alive(other.connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [other.connection.info.backend_pid])
    with pytest.raises(psycopg.OperationalError):
        check_alive(other.connection)
    other.close()
