"""A port folder on disk, read and cross-checked (contracts: a port is a folder)."""

from tools.catalogue.folder.port_folder import PortFolder, read_port_folder

__all__ = ["PortFolder", "read_port_folder"]
