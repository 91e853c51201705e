package dev.faultpath.design.revalidate;

import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.IntervalNotifier;
import dev.faultpath.model.Pagemap;
import java.util.Collection;

/**
 * {@code notifier-sequence} (designs.md R7): a change of rights is made to look like an invalidation of all that the client subscribed
 * to, so that the retry which every driver has already sees it.
 *
 * <p>The read side pays nothing. A change zaps whatever the client has mapped and sends every walk in flight back to its start.
 * Answers are kept while the subscription's sequence stands still. Events ({@link StaleEvent}): 1, 2 and 5 to 8 by the notifier
 * sequence, 3, 4 and 9 by identity.
 */
public final class NotifierSequenceRevalidation extends ClientRevalidation {
    private final boolean remembers;

    public NotifierSequenceRevalidation(GpuSvm client) {
        this(client, true);
    }

    private NotifierSequenceRevalidation(GpuSvm client, boolean remembers) {
        super(client, Means.SEQUENCE);
        this.remembers = remembers;
    }

    /** The same without a memory: each question goes to the callback, so that whoever asks decides how often that is called. */
    public static AccessRevalidation withoutMemory(GpuSvm client) {
        return new NotifierSequenceRevalidation(client, false);
    }

    @Override
    public Reader reader() {
        return remembers ? new NotifierReader(client) : new ForgetfulReader(client);
    }

    @Override
    public void change(Collection<Pagemap> affected, Runnable flip) {
        // After its end a request may begin, so the truth must have changed by then.
        client.invalidateAll(flip);
    }

    private static final class NotifierReader extends RememberingReader {
        private IntervalNotifier subscription;
        private long seen;

        NotifierReader(GpuSvm client) {
            super(client);
        }

        @Override
        public void begin(HmmRange range) {
            if (range.notifier != subscription || range.notifierSeq != seen) {
                granted.clear();
                subscription = range.notifier;
                seen = range.notifierSeq;
            }
        }

        @Override
        protected boolean fresh() {
            return true;
        }
    }

    private static final class ForgetfulReader extends RevalidatingReader {
        ForgetfulReader(GpuSvm client) {
            super(client);
        }

        @Override
        public void begin(HmmRange range) {
        }

        @Override
        public boolean mayUse(Pagemap pagemap) {
            return access().mayUse(pagemap);
        }

        @Override
        protected boolean fresh() {
            return true;
        }
    }
}
