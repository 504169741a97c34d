"""Where things are, all below the checkout."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".tools"
NPM_BIN = TOOLS / "npm" / "node_modules" / "@foundry-rs"
ENVOY = TOOLS / "envoy" / "envoy"
ANVIL = NPM_BIN / "anvil-linux-amd64" / "bin" / "anvil"
CAST = NPM_BIN / "cast-linux-amd64" / "bin" / "cast"
FORGE = NPM_BIN / "forge-linux-amd64" / "bin" / "forge"
BUF = TOOLS / "buf" / "node_modules" / "@bufbuild" / "buf-linux-x64" / "bin" / "buf"
SPECTRAL = TOOLS / "openapi-lint" / "node_modules" / "@stoplight" / "spectral-cli" / "dist" / "index.js"
REDOCLY = TOOLS / "arazzo" / "node_modules" / "@redocly" / "cli" / "bin" / "cli.js"
STANDALONE_JAR = ROOT / "standalone" / "target" / "standalone-0.1.0.jar"
RUNTIME_LIBS = ROOT / "service-runtime" / "target" / "libs"
DOCUMENT_LIBS = ROOT / "document-reader" / "target" / "libs"
DATA_DIR = Path(os.environ.get("FACTORY_DATA_DIR", ROOT / ".factory"))
