# Sourced by the scripts beside it and by .ci/run: finds the project, a JDK and Maven, builds the jar when it is missing or old, runs tests.
# Sets: root (the project's folder), jar, java, home (the JDK's folder).

root=$(CDPATH='' cd -P -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd -P) || exit 2
jar=$root/target/faultpath.jar

fail() {
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    exit 2
}

[ -f "$root/pom.xml" ] || fail "'$root' is no project: there is no pom.xml; start the script that lies in the project's own folder"
case $root in
    *:*) fail "the project lies in '$root', and no Java class path can name a folder with a ':' in it; move or rename it" ;;
esac
# In a locale of ASCII alone Java finds no file whose name has other letters.
case $(locale charmap 2>/dev/null) in
    ANSI_X3.4-1968 | US-ASCII) export LC_ALL=C.UTF-8 ;;
esac

find_java() {
    if [ -n "${JAVA_HOME:-}" ]; then
        java=$JAVA_HOME/bin/java
        [ -x "$java" ] || fail "JAVA_HOME is set to '$JAVA_HOME', but there is no bin/java in it"
    else
        java=$(command -v java) || fail "no java found: install a JDK 17 or newer, or set JAVA_HOME"
    fi
    # The file 'release' of a JDK names its version at once; asking the JVM costs another start.
    home=$(dirname -- "$(dirname -- "$(readlink -f -- "$java" 2>/dev/null || printf %s "$java")")")
    version=$(sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$home/release" 2>/dev/null) || version=
    if [ -z "$version" ]; then
        version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
        home=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
    fi
    case $version in
        '' | *[!0-9]*) fail "'$java' is Java ${version:-of an unknown version}; JDK 17 or newer is needed" ;;
    esac
    [ "$version" -ge 17 ] || fail "'$java' is Java $version; JDK 17 or newer is needed"
}

find_maven() {
    command -v mvn >/dev/null || fail "no mvn found: install Maven 3.6.3 or newer"
    [ -x "$home/bin/javac" ] || fail "'$java' has no javac beside it: a JDK is needed to build, not only a JRE"
}

# Asked here: in $(columns) standard output is never a terminal.
terminal=
[ ! -t 1 ] || terminal=1

# The width of the terminal that results go to, as an option of the JVM; nothing where they go elsewhere.
columns() {
    if [ -n "$terminal" ] && size=$(stty size 2>/dev/null </dev/tty) && [ "${size#* }" -gt 0 ]; then
        printf %s "-Dfaultpath.columns=${size#* }"
    fi
}

# Compiler warnings and Maven's own chatter go to standard error, so that a command's output stays its own.
build_if_old() {
    # What a build that was ended leaves has not the last record of a zip file.
    if [ -f "$jar" ] && [ "$(tail -c 22 "$jar" | head -c 4 | od -An -tx1 | tr -d ' ')" = 504b0506 ] \
        && [ -z "$(find "$root/pom.xml" "$root/src/main" -newer "$jar" -type f -print | head -n 1)" ]; then
        return
    fi
    find_maven
    echo "building target/faultpath.jar" >&2
    (cd -- "$root" && mvn -q -B -DskipTests package) >&2 || fail "the build failed (see above)"
}

# Runs Maven with tests, false if it failed: run_tests GOAL [Maven options]. One line for each step and for each class of
# tests that passed; what failed, and whatever else is no plain information, in full.
run_tests() {
    rm -rf "$root/target/surefire-reports"
    exec 3>&1
    maven=$({
        { cd -- "$root" && mvn -B -ntp "$@" 2>&1 && echo 0 >&4 || echo 1 >&4; } | awk '
            { gsub(/\033\[[0-9;]*m/, "") }
            /^\[(INFO|WARNING)\] Tests run:.* -- in / {
                sub(/,/, "", $4); sub(/^dev\.faultpath\./, "", $NF)
                printf "%6d tests %7.1f s  %s\n", $4, $(NF - 4), $NF; fflush(); next
            }
            /^\[INFO\] --- / { print $3; fflush() }
            /^\[INFO\]|^\[WARNING\] Tests run:|^[[:space:]]*$/ { next }
            { print; fflush() }' >&3
    } 4>&1)
    return "$maven"
}

# Prints how many tests passed, failed and were skipped in the last run; false if one failed or none passed.
count_tests() {
    # One line opens each <testcase>, and one each <failure>, <error> or <skipped> in it; the sums at the head of a report miss
    # cases where two engines share a class.
    lines() { cat "$root"/target/surefire-reports/TEST-*.xml 2>/dev/null | grep -cE "^ *<($1)[ >/]"; }
    bad=$(lines 'failure|error') || true
    skipped=$(lines 'skipped') || true
    passed=$(($(lines 'testcase' || true) - bad - skipped))
    echo "$passed passed, $bad failed, $skipped skipped"
    [ "$bad" -eq 0 ] && [ "$passed" -gt 0 ]
}
