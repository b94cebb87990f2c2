# SPDX-License-Identifier: Apache-2.0
# Sourced by ./upq and .ci/run. POSIX sh; defines functions and changes nothing by itself.

upq_jdk_least=25

# Prints the feature release of the JDK in folder $1 (such as 25); nothing where none is there.
upq_jdk_feature() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] || return 0
  upq_version=
  if [ -r "$1/release" ]; then
    while IFS= read -r upq_line; do
      case $upq_line in
        JAVA_VERSION=*) upq_version=${upq_line#JAVA_VERSION=} ;;
      esac
    done <"$1/release"
  fi
  if [ -z "$upq_version" ]; then
    upq_version=$("$1/bin/javac" -version 2>&1 </dev/null) || return 0
    upq_version=${upq_version#javac }
  fi
  upq_version=${upq_version#\"}
  upq_version=${upq_version%%[!0-9]*}
  [ -n "$upq_version" ] && printf '%s\n' "$upq_version"
  return 0
}

# Whether folder $1 holds a JDK that is new enough.
upq_jdk_fits() {
  [ -n "$1" ] || return 1
  upq_feature=$(upq_jdk_feature "$1")
  [ -n "$upq_feature" ] && [ "$upq_feature" -ge "$upq_jdk_least" ]
}

# The JDK of the javac on the PATH, with symbolic links followed.
upq_jdk_on_path() {
  upq_javac=$(command -v javac 2>/dev/null) || return 0
  upq_hops=0
  while [ -L "$upq_javac" ] && [ "$upq_hops" -lt 20 ]; do
    upq_target=$(readlink "$upq_javac") || return 0
    case $upq_target in
      /*) upq_javac=$upq_target ;;
      *) upq_javac=$(dirname "$upq_javac")/$upq_target ;;
    esac
    upq_hops=$((upq_hops + 1))
  done
  (cd "$(dirname "$upq_javac")/.." 2>/dev/null && pwd -P)
}

# Sets and exports JAVA_HOME to a JDK that is new enough: JAVA_HOME itself, then the PATH, then the usual places.
# Where there is none, says on standard error what to install and returns 1.
upq_find_jdk() {
  for upq_home in "${JAVA_HOME:-}" "$(upq_jdk_on_path)" "${JDK_HOME:-}" \
    "${JAVA_HOME_25_X64:-}" "${JAVA_HOME_25_ARM64:-}" \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /usr/local/openjdk* \
    /opt/java/* /opt/jdk* /opt/openjdk* /opt/*-jdk* /usr/local/jdk* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.asdf/installs/java/* \
    "${HOME:-}"/.local/share/mise/installs/java/* "${HOME:-}"/.jenv/versions/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if upq_jdk_fits "$upq_home"; then
      JAVA_HOME=$upq_home
      export JAVA_HOME
      return 0
    fi
  done
  {
    echo "upq needs a JDK $upq_jdk_least or newer (with javac), and none was found in JAVA_HOME, on the PATH or in the usual places."
    [ -z "${JAVA_HOME:-}" ] || echo "JAVA_HOME is $JAVA_HOME, which holds $(upq_jdk_describe "$JAVA_HOME")."
    echo "Install one (for example Temurin $upq_jdk_least from https://adoptium.net) and set JAVA_HOME to its folder."
  } >&2
  return 1
}

upq_jdk_describe() {
  upq_feature=$(upq_jdk_feature "$1")
  if [ -n "$upq_feature" ]; then
    echo "a JDK $upq_feature"
  else
    echo "no JDK"
  fi
}

# Sets upq_mvn to Maven's command; where there is none, says so on standard error and returns 1.
upq_find_maven() {
  for upq_mvn in "${MAVEN_HOME:+$MAVEN_HOME/bin/mvn}" "$(command -v mvn 2>/dev/null)" \
    /opt/maven/bin/mvn /usr/share/maven/bin/mvn /opt/homebrew/bin/mvn /usr/local/bin/mvn; do
    [ -n "$upq_mvn" ] && [ -x "$upq_mvn" ] && return 0
  done
  echo "upq is built with Maven 3.8 or newer, and no mvn was found on the PATH or in MAVEN_HOME. Install it, or add it to the PATH." >&2
  return 1
}
