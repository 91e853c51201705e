package dev.faultpath.report;

import dev.faultpath.results.CellResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Parameters as a reader would say them; the names that commands take are {@link CellResult.Group#parameters()}. */
public final class ParameterWords {
    /** What to say of a {@code NAME=VALUE}: the first that matches, and their order is that of the words. */
    private static final Map<Pattern, String> WORDS = new LinkedHashMap<>();

    static {
        say("placement=own|memory=own", "own memory");
        say("placement=system", "system memory alone");
        say("placement=foreign", "memory of one other device");
        say("placement=alternate:(\\w+):(\\w+)", "runs of $1 pages, $2 devices in turn");
        say("placement=clique:(\\w+):(\\w+)", "runs of $1 pages, $2 devices that share an owner");
        say("memory=foreign-(\\w+)", "memory of another device, $1");
        say("runLength=(\\w+)", "runs of $1 pages");
        say("yesPercent=(\\d+)", "$1 % of the other devices reached");
        say("(devices|pages|peers|areas|lookups)=(\\d+)", "$2 $1");
        say("pagesPerCall=(\\d+)", "$1 a call");
        say("layout=system-present", "all of it present");
        say("layout=all-huge", "2 MiB mappings");
        say("layout=live", "the layout of a running JVM");
        say("mapping=(\\d+)k", "mapped by $1 KiB");
        say("mapping=(\\d+)m", "mapped by $1 MiB");
        say("granule=(\\d+)k", "entries of $1 KiB");
        say("granule=(\\d+)m", "entries of $1 MiB");
        say("callbackCost=0", "an empty callback");
        say("callbackCost=(\\d+)-steps", "a callback of $1 steps");
        say("callbackCost=miss", "a callback that misses the caches");
        say("profile=mono", "one driver seen");
        say("profile=bi", "two drivers seen");
        say("profile=mega", "many drivers seen");
        say("foreignShown=rare", "foreign pages seen 1 in 1000");
        say("foreignShown=(\\w+)", "foreign pages $1 seen");
        say("(revocations|unplugs|invalidations)PerMillionPages=(\\d+)", "$2 $1 for a million pages");
        say("build=retpoline", "built with retpolines");
        // So unless something else is said.
        say("build=plain|mix=none", "");
    }

    private ParameterWords() {
    }

    private static void say(String parameter, String words) {
        WORDS.put(Pattern.compile(parameter), words);
    }

    /** The work of a group, where it has a name, and its parameters, with semicolons between. */
    public static String of(CellResult.Group group) {
        Map<String, String> left = new TreeMap<>(group.params());
        List<String> said = new ArrayList<>();
        WORDS.forEach((parameter, words) -> left.entrySet().removeIf(p -> {
            Matcher matcher = parameter.matcher(p.toString());
            return matcher.matches() && said.add(matcher.replaceFirst(words).replaceFirst("\\b1 pages\\b", "1 page"));
        }));
        left.forEach((name, value) -> said.add(name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT) + " " + value));
        return Stream.concat(Stream.of(group.work()), said.stream()).filter(w -> !w.isEmpty()).collect(Collectors.joining("; "));
    }
}
