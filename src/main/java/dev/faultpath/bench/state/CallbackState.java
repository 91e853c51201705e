package dev.faultpath.bench.state;

import dev.faultpath.design.callback.AccessCheck;
import dev.faultpath.layout.DevicePlacement;
import org.openjdk.jmh.annotations.Param;

/** What Q4 walks over: memory of several owners. */
public class CallbackState extends EntryState {
    /**
     * Where the pages live, as {@link DevicePlacement#parse} takes it: run length and devices are in it. The last devices of
     * {@code alternate} are foreign, those of {@code clique} share the asker's owner.
     */
    @Param({"alternate:16:8", "own", "alternate:1:2", "alternate:1:8", "alternate:1:72", "alternate:2:8", "alternate:512:8",
            "clique:16:8", "one-in:1000:20250204"})
    public String placement;

    /** A state that JMH does not make. */
    public static CallbackState of(String layout, int pages, String placement) {
        CallbackState state = new CallbackState();
        state.layout = layout;
        state.pages = pages;
        state.placement = placement;
        state.build();
        return state;
    }

    @Override
    protected String placement() {
        return placement;
    }

    /** One walk: every table's entries answered, in order, until the words stand. */
    @SuppressWarnings("overloads") // nobody answers with a lambda
    public long[] answer(AccessCheck check) {
        int at;
        do {
            check.begin();
            at = 0;
            for (int i = 0; i < tables.size(); i++) {
                int count = tables.pages(i);
                check.answer(entries, tables.first(i), count, pfns, at);
                at += count;
            }
        } while (!check.end(pfns, at));
        return pfns;
    }
}
