"""The embedded database: starts anywhere, recovers from a kill, disturbs nobody."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from yangguang.config import bound_process, postgres
from yangguang.config.postgres import servers

SOURCES = str(Path(__file__).resolve().parents[3])


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a space in its name that the server's account can enter, as a checkout would be."""
    with tempfile.TemporaryDirectory(prefix="yangguang test ") as name:
        if os.geteuid() == 0:
            Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def cluster(folder: Path) -> Iterator[postgres.Cluster]:
    """A cluster that is stopped afterwards."""
    cluster = postgres.Cluster(folder, durable=False)
    yield cluster
    cluster.stop()


def ask(cluster: postgres.Cluster, question: str) -> object:
    with psycopg.connect(cluster.address(), autocommit=True) as connection:
        answer = connection.execute(question)
        return answer.fetchone()[0] if answer.description else None


def test_start__empty_folder__chinese_words_can_be_indexed(cluster: postgres.Cluster) -> None:
    cluster.start()

    assert ask(cluster, "select datctype from pg_database where datname = current_database()") == "C.UTF-8"
    assert ask(cluster, "select length('阳光政务')") == 4
    ask(cluster, "create extension pg_trgm")
    assert ask(cluster, "select show_trgm('营业执照') <> '{}'") is True


def test_start__served_data__fsync_stays_on(folder: Path) -> None:
    cluster = postgres.Cluster(folder)
    with postgres.running(cluster):
        assert ask(cluster, "show fsync") == "on"


def test_start__listens_on_no_network_and_folders_are_closed(cluster: postgres.Cluster) -> None:
    cluster.start()

    assert ask(cluster, "show listen_addresses") == ""
    for closed in (cluster.data, cluster.socket):
        assert stat.S_IMODE(closed.stat().st_mode) & 0o077 == 0


def test_start__variables_of_the_caller__lead_nowhere_else(
    cluster: postgres.Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"PGHOST": "db.example", "PGPORT": "1", "PGUSER": "x", "PGDATABASE": "x"}.items():
        monkeypatch.setenv(name, value)

    cluster.start()

    assert ask(cluster, "select current_user") == "yangguang"


def test_start__twice_in_one_folder__second_borrows_and_leaves_it_running(
    cluster: postgres.Cluster, folder: Path
) -> None:
    cluster.start()
    other = postgres.Cluster(folder, durable=False)

    other.start()
    assert cluster.ours
    assert not other.ours
    other.stop()

    assert ask(cluster, "select 1") == 1


def test_take_over__owner_gone__borrower_runs_it(cluster: postgres.Cluster, folder: Path) -> None:
    cluster.start()
    ask(cluster, "create table kept (word text)")
    other = postgres.Cluster(folder, durable=False)
    other.start()
    cluster.stop()
    assert not other.alive()

    other.start()
    assert other.ours
    assert ask(other, "select count(*) from kept") == 0
    other.stop()


def test_start__two_folders__do_not_disturb_each_other(cluster: postgres.Cluster) -> None:
    cluster.start()
    ask(cluster, "create table mine (word text)")

    with postgres.throwaway() as url, psycopg.connect(url) as connection:
        assert connection.execute("select to_regclass('mine')").fetchone() == (None,)


def test_start__after_server_was_killed__recovers_committed_rows(folder: Path) -> None:
    cluster = postgres.Cluster(folder)  # durable: that is what is promised
    cluster.start()
    ask(cluster, "create table kept (word text)")
    ask(cluster, "insert into kept values ('受理')")
    assert cluster.process is not None
    cluster.process.kill()
    cluster.process.wait()
    assert not cluster.alive()
    cluster.stop()

    with postgres.running(cluster):
        assert ask(cluster, "select word from kept") == "受理"


def test_start__pid_file_names_another_live_program__is_not_believed(
    cluster: postgres.Cluster,
) -> None:
    cluster.start()
    cluster.stop()
    # A live program of the server's own account: PostgreSQL itself would take it for a running server.
    other = bound_process.start(["sleep", "60"], account=cluster.account)
    try:
        content = f"{other.pid}\n{cluster.data}\n{int(time.time())}\n5432\n{cluster.socket}\n\n\nready\n"
        (cluster.data / "postmaster.pid").write_text(content)

        cluster.start()

        assert ask(cluster, "select 1") == 1
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_start__owner_killed__server_ends_and_next_start_recovers(folder: Path) -> None:
    program = f"""
        import time
        from pathlib import Path
        from yangguang.config import postgres
        cluster = postgres.Cluster(Path({str(folder)!r}), durable=False)
        cluster.start()
        print(cluster.process.pid, flush=True)
        time.sleep(60)
    """
    owner = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": SOURCES},
    )
    assert owner.stdout is not None
    server = int(owner.stdout.readline())
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    owner.stdout.close()

    cluster = postgres.Cluster(folder, durable=False)
    with postgres.running(cluster):
        assert ask(cluster, "select 1") == 1
        assert not Path(f"/proc/{server}/exe").exists()  # gone, or dead and not yet collected


def test_start__initdb_was_interrupted__begins_again(cluster: postgres.Cluster) -> None:
    (cluster.home / "pg.new" / "base").mkdir(parents=True)

    cluster.start()

    assert ask(cluster, "select 1") == 1


def test_start__data_of_another_major_version__is_refused_by_name_and_left_alone(
    cluster: postgres.Cluster,
) -> None:
    cluster.data.mkdir()
    (cluster.data / "PG_VERSION").write_text("9\n")

    with pytest.raises(postgres.OtherMajorVersion, match="PostgreSQL 9"):
        cluster.start()

    assert [path.name for path in cluster.data.iterdir()] == ["PG_VERSION"]


def test_start__long_path__socket_moves_to_a_short_private_folder(folder: Path) -> None:
    deep = folder / ("很长的目录名" * 8)
    deep.mkdir()
    cluster = postgres.Cluster(deep, durable=False)

    with postgres.running(cluster):
        assert not cluster.socket.is_relative_to(deep)
        assert stat.S_IMODE(cluster.socket.stat().st_mode) == 0o700
        assert ask(cluster, "select 1") == 1
    cluster.socket.rmdir()


def test_start__short_socket_folder_is_somebody_elses__is_refused_by_name(folder: Path) -> None:
    deep = folder / ("很长的目录名" * 8)
    deep.mkdir()
    cluster = postgres.Cluster(deep, durable=False)
    cluster.socket.symlink_to(folder)
    try:
        with pytest.raises(postgres.SocketFolderTaken):
            cluster.start()
    finally:
        cluster.socket.unlink()


def test_choose_server__none_on_the_machine__is_refused_by_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "find_servers", list)

    with pytest.raises(postgres.NoDatabaseServer):
        postgres.Cluster(folder).start()


def test_find_servers__no_package__takes_the_machines_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "_packaged_programs", lambda: iter(()))
    found = servers.find_servers()
    if not found:
        pytest.skip("no PostgreSQL installed on this machine")

    assert all(server.major >= servers.OLDEST_MAJOR and not server.packaged for server in found)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step down")
def test_start__as_root_in_a_closed_checkout__data_goes_to_a_shelter_and_parents_stay_closed(
    monkeypatch: pytest.MonkeyPatch, folder: Path, request: pytest.FixtureRequest
) -> None:
    before = os.umask(0o077)
    request.addfinalizer(lambda: os.umask(before))
    shelter = folder / "var lib" / "shelter"
    monkeypatch.setattr("yangguang.config.postgres.cluster.SHELTER", shelter)
    closed = folder / "root's own"
    closed.mkdir(mode=0o700)
    cluster = postgres.Cluster(closed / "var", durable=False)

    with postgres.running(cluster):
        assert cluster.data.is_relative_to(shelter)
        assert cluster.data.stat().st_uid != 0
        assert ask(cluster, "select 1") == 1
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step down")
def test_copy_programs__packaged_server__others_can_run_the_copy(
    folder: Path, request: pytest.FixtureRequest
) -> None:
    before = os.umask(0o077)
    request.addfinalizer(lambda: os.umask(before))
    packaged = [server for server in servers.find_servers() if server.packaged]
    if not packaged:
        pytest.skip("the package is not installed")

    programs = servers.copy_programs(packaged[0], folder)

    account = servers.server_account(folder / "pg")
    assert account is not None
    assert servers.reaches(account, programs / "postgres")
    told = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    assert f" {packaged[0].major}." in told.stdout
