"""`yangguang work`: one background worker: jobs, the periodic ones, the log of acts and its watch, auctions at their moment."""

import argparse
import os

from yangguang.config.django_process import django_ready

SECONDS_FOR_JOBS = 5  # a job cut off after that is taken up again by the next worker

NICENESS = 5  # printing a receipt's PDF can wait a moment; somebody who opens a page should not


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the number of jobs to run side by side."""
    parser.add_argument("--concurrency", type=int, default=2)


def run(options: argparse.Namespace) -> int:
    """Work until told to stop."""
    os.nice(NICENESS)
    with django_ready():
        from procrastinate.contrib.django import app  # noqa: PLC0415 - after the apps are loaded

        from yangguang.capabilities.auction.tasks import attending  # noqa: PLC0415
        from yangguang.foundation.acts.api import sequencing  # noqa: PLC0415
        from yangguang.oversight.monitoring.api import watching  # noqa: PLC0415

        connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
        with sequencing(), watching(), attending(), app.replace_connector(connector):
            app.run_worker(
                concurrency=options.concurrency,
                shutdown_graceful_timeout=SECONDS_FOR_JOBS,
                delete_jobs="successful",
            )
    os._exit(0)  # threads of a job that was cut off must not keep us
