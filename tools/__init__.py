"""The tools a buyer's message can call: each a folder with a pure engine and a thin tool."""
