"""The commands by name. What each does is in a file of its own."""

import typer

from app.cli import audit, chat, costs, demo, doctor, evaluate, models, port, quote, serve, track

cli = typer.Typer(
    name="quayside",
    help="A trade assistant that a port runs itself.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

cli.command("serve")(serve.serve)
cli.command("chat")(chat.chat)
cli.command("import")(port.import_port)
cli.command("ingest")(port.ingest)
cli.command("quote")(quote.quote)
cli.command("track")(track.track)
cli.command("eval")(evaluate.evaluate)
cli.command("costs")(costs.costs)
cli.command("doctor")(doctor.doctor)
cli.command("demo", hidden=True)(demo.demo)
cli.add_typer(audit.audit, name="audit")
cli.add_typer(models.models, name="models")
