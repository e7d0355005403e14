"""The commands by name. What each does is in a file of its own."""

import typer

from app.cli import (
    audit,
    chat,
    costs,
    demo,
    doctor,
    evaluate,
    events,
    locode,
    models,
    port,
    products,
    quotations,
    serve,
    track,
    watches,
    workbook,
)

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
cli.command("export")(port.export_port)
cli.command("import-locode")(locode.import_locode)
cli.command("ingest")(port.ingest)
cli.command("products")(products.products)
cli.command("track")(track.track)
cli.command("eval")(evaluate.evaluate)
cli.command("costs")(costs.costs)
cli.command("doctor")(doctor.doctor)
cli.command("demo", hidden=True)(demo.demo)
cli.add_typer(audit.audit, name="audit")
cli.add_typer(events.events, name="events")
cli.add_typer(models.models, name="models")
cli.add_typer(quotations.quotations, name="quote")
cli.add_typer(watches.watches, name="watches")
cli.add_typer(workbook.workbook, name="workbook")
