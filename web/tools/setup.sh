# Shell functions of web/serve and tests/run: packages, configuring and building. Source this file.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# Other versions of node than Debian's need the path of the modules that the Emscripten linker uses.
export NODE_PATH=${NODE_PATH:-/usr/share/nodejs:/usr/lib/nodejs}

web_packages=(emscripten cmake ninja-build dpkg-dev libeigen3-dev nlohmann-json3-dev libcli11-dev libstb-dev
              googletest fonts-inter fonts-jetbrains-mono fonttools librsvg2-bin node-terser)

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

is_installed() {  # package
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# The program of a package, if it has one that this project runs.
program_of() {  # package
  case $1 in
    emscripten) echo em++ ;;
    ninja-build) echo ninja ;;
    g++ | cmake | clang | npm | chromium) echo "$1" ;;
    nodejs) echo node ;;
    librsvg2-bin) echo rsvg-convert ;;
    firefox-esr) echo firefox ;;
    xvfb) echo Xvfb ;;
  esac
}

# Where nothing can be installed: fails if one of the packages is missing, as far as can be seen. CMake
# reports missing libraries.
need_without_installing() {  # REASON PACKAGE…
  local reason=$1 package program missing=()
  shift
  for package in "$@"; do
    program=$(program_of "$package")
    if [ -n "$program" ]; then
      command -v "$program" >/dev/null || missing+=("$package")
    elif command -v dpkg-query >/dev/null; then
      is_installed "$package" || missing+=("$package")
    fi
  done
  [ ${#missing[@]} = 0 ] ||
    fail "$reason Missing here, by the names of Debian's packages: ${missing[*]}
README.md (\"Without Debian's packages\") says how to build with programs and libraries from elsewhere."
}

# Installs the packages that are missing.
need_packages() {
  local package missing=() as_root=()
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    need_without_installing "This system has no apt-get, so nothing can be installed." "$@"
    return
  fi
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
      need_without_installing "Installing packages needs root or sudo." "${missing[@]}"
      return
    fi
    as_root=(sudo)
  fi
  say "Installing ${#missing[@]} packages: ${missing[*]}"
  local log
  log=$(mktemp)
  # Wait for other package managers.
  { "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=600 -qy update &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -qy \
      --no-install-recommends install "${missing[@]}"; } >"$log" 2>&1 ||
    { tail -n 20 "$log" >&2; fail "The packages could not be installed; the whole log is $log"; }
  rm -f "$log"
}

# Uses an installed node of any origin.
need_node() {
  command -v node >/dev/null || need_packages nodejs
}

# alone PRESET COMMAND…: two commands never work in one build folder at the same time.
alone() {
  local lock=$root/build/$1.lock
  shift
  if command -v flock >/dev/null; then flock "$lock" "$@"; else "$@"; fi
}

# configure PRESET [CMAKE-OPTION…]
configure() {
  local log=$root/build/$1-configure.log
  mkdir -p "$root/build"
  (cd "$root" && alone "$1" cmake --preset "$@") >"$log" 2>&1 ||
    { tail -n 30 "$log" >&2; say "cmake --preset $1 failed; the whole log is $log" >&2; return 1; }
}

# build PRESET TARGET…
build() {
  local preset=$1
  shift
  (cd "$root" && alone "$preset" cmake --build --preset "$preset" --target "$@")
}

# Builds the four programs of the page (with and without threads, with and without relaxed SIMD) and
# assembles build/site.
build_site() {
  local preset
  for preset in web web-unthreaded; do
    say "Building the program of the page ($preset)"
    configure "$preset" && build "$preset" babble-web babble-web-relaxed || return 1
  done
  "$root/web/tools/assemble-site"
}
