# Functions and variables of the scripts in this folder that run Flink's distribution: source it.
# After it, $home is the root, $work a new folder that is deleted at the end, and each process of $processes ends then.
# shellcheck shell=bash

version=1.19.3
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
cache=${TWINSTREAM_CACHE:-$HOME/.cache/twinstream}
flink=$cache/flink-$version/pyflink
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
logs=$home/target/${0##*/}
work=
processes=()

say() { echo "${0##*/}: $*"; }

fail() {
  say "$1" >&2
  [ -z "${2:-}" ] || tail -n 30 "$2" >&2
  exit 3
}

# Ends the processes with these ids, and waits until they have ended.
end() {
  local pid
  for pid; do
    kill "$pid" 2>/dev/null || true
    for ((i = 0; i < 100; i++)); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.2
    done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
}

finish() {
  end ${processes[@]+"${processes[@]}"}
  [ -n "$work" ] || return 0
  "$home/twinstream" down --state "$work/state" --delete >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

# Prints free ports of this host, one per line.
free_ports() {
  python3 -c 'import socket, sys
free = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
for each in free: print(each.getsockname()[1])' "$1"
}

install() {
  [ -f "$flink/lib/flink-dist-$version.jar" ] && return
  say "installing the distribution in $cache"
  mkdir -p "$cache"
  rm -rf "$cache/flink-$version" "$cache/flink-$version.part"
  python3 -m pip install -q --no-deps --target "$cache/flink-$version.part" "apache-flink-libraries==$version" ||
    fail "cannot install the distribution"
  mv "$cache/flink-$version.part" "$cache/flink-$version"
}

# Writes the configuration of a cluster on free ports.
configure() {
  mkdir -p "$work/$1" "$work/tmp"
  export FLINK_CONF_DIR=$work/$1 FLINK_LIB_DIR=$flink/lib FLINK_PLUGINS_DIR=$flink/plugins
  local ports
  mapfile -t ports < <(free_ports 2)
  rest=http://localhost:${ports[1]}
  cat >"$FLINK_CONF_DIR/config.yaml" <<C
jobmanager.rpc.address: localhost
jobmanager.bind-host: localhost
jobmanager.rpc.port: ${ports[0]}
rest.address: localhost
rest.bind-address: localhost
rest.port: ${ports[1]}
rest.bind-port: ${ports[1]}
taskmanager.host: localhost
taskmanager.bind-host: localhost
taskmanager.numberOfTaskSlots: 2
taskmanager.cpu.cores: 2.0
taskmanager.memory.task.heap.size: 384m
taskmanager.memory.task.off-heap.size: 128m
taskmanager.memory.framework.heap.size: 128m
taskmanager.memory.framework.off-heap.size: 128m
taskmanager.memory.network.min: 64m
taskmanager.memory.network.max: 64m
taskmanager.memory.managed.size: 128m
taskmanager.memory.jvm-metaspace.size: 256m
taskmanager.memory.jvm-overhead.min: 192m
taskmanager.memory.jvm-overhead.max: 192m
parallelism.default: 2
io.tmp.dirs: $work/tmp
user.artifacts.base-dir: $work/artifacts
C
  cat >"$FLINK_CONF_DIR/log4j.properties" <<'C'
rootLogger.level = INFO
rootLogger.appenderRef.console.ref = console
appender.console.name = console
appender.console.type = CONSOLE
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d %p %c{1} %m%n
C
}

# Replaces the shell by a main class of the distribution.
run_java() {
  exec "$java" --add-opens=java.base/java.{util,lang,nio,time,net}=ALL-UNNAMED \
    --add-exports=java.base/sun.net.util=ALL-UNNAMED -Djava.io.tmpdir="$work/tmp" \
    -Dlog4j2.configurationFile="$FLINK_CONF_DIR/log4j.properties" -cp "$flink/lib/*" "$@"
}

start() {
  local log=$logs/$1.log
  shift
  (run_java "$@") >"$log" 2>&1 </dev/null &
  processes+=($!)
}

client() { (run_java -Xmx512m org.apache.flink.client.cli.CliFrontend "$@"); }

# Waits until Python finds an expression true of what a command prints as JSON.
await() {
  local what=$1 expression=$2 answer pid
  shift 2
  for ((i = 0; i < 120; i++)); do
    for pid in "${processes[@]}"; do
      kill -0 "$pid" 2>/dev/null || fail "a process of Flink has ended; its log is in $logs"
    done
    answer=$("$@" 2>/dev/null) || answer=
    if [ -n "$answer" ] && python3 -c 'import json, sys
it = json.loads(sys.argv[2])
sys.exit(0 if eval(sys.argv[1]) else 1)' "$expression" "$answer" 2>/dev/null; then
      return
    fi
    sleep 1
  done
  say "the last answer: $answer" >&2
  fail "waited for too long: $what"
}

get() { curl -sf --max-time 10 "$rest/$1"; }

install
mkdir -p "$logs"
work=$(mktemp -d)
