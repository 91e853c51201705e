package dev.faultpath.design.revalidate;

import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;

/** A read side to which a remembered grant is a hint: it asks again about every pagemap that the request uses. */
class AskingAgainReader extends RevalidatingReader {
    private final PagemapSet granted = new PagemapSet();
    private final PagemapSet used = new PagemapSet();

    AskingAgainReader(GpuSvm client) {
        super(client);
    }

    @Override
    public final void begin(HmmRange range) {
        used.clear();
    }

    @Override
    public final boolean mayUse(Pagemap pagemap) {
        if (granted.contains(pagemap) ? !remember() : !access().mayUse(pagemap)) {
            return false;
        }
        granted.add(pagemap);
        used.add(pagemap);
        return true;
    }

    @Override
    protected final boolean fresh() {
        for (int i = 0; i < used.size(); i++) {
            if (!access().mayUse(used.get(i))) {
                granted.clear();
                return false;
            }
        }
        return true;
    }
}
