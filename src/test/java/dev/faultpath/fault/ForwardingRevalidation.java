package dev.faultpath.fault;

import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.design.revalidate.Means;
import dev.faultpath.design.revalidate.StaleEvent;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;
import java.util.Collection;

/** Hands everything on to another design; a test overrides a step of the read side. */
class ForwardingRevalidation implements AccessRevalidation {
    private final AccessRevalidation to;

    ForwardingRevalidation(AccessRevalidation to) {
        this.to = to;
    }

    @Override
    public Reader reader() {
        return new ForwardingReader(to.reader());
    }

    /** After the sequence has been read, before the walk. */
    void begun(HmmRange range) {
    }

    /** Before a question. */
    void asked() {
    }

    int commit(Reader reader, HmmRange range) {
        return reader.commit(range);
    }

    @Override
    public void change(Collection<Pagemap> affected, Runnable flip) throws InterruptedException {
        to.change(affected, flip);
    }

    @Override
    public Means covers(StaleEvent event) {
        return to.covers(event);
    }

    private final class ForwardingReader implements Reader {
        private final Reader reader;

        ForwardingReader(Reader reader) {
            this.reader = reader;
        }

        @Override
        public void begin(HmmRange range) {
            reader.begin(range);
            begun(range);
        }

        @Override
        public boolean mayUse(Pagemap pagemap) {
            asked();
            return reader.mayUse(pagemap);
        }

        @Override
        public boolean prepare(HmmRange range) {
            return reader.prepare(range);
        }

        @Override
        public int commit(HmmRange range) {
            return ForwardingRevalidation.this.commit(reader, range);
        }

        @Override
        public void end() {
            reader.end();
        }

        @Override
        public long remembered() {
            return reader.remembered();
        }

        @Override
        public long refused() {
            return reader.refused();
        }
    }
}
