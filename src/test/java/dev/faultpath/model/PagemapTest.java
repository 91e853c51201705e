package dev.faultpath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The life of a pagemap and of the reference count behind it: live, killed, dead. */
class PagemapTest {
    private final PhysicalMemory memory = new PhysicalMemory();
    private final Pagemap map = memory.newPagemap(memory.newDevice("gpu0", 7), Pagemap.Type.PRIVATE, memory.newOwner("gpu0"), 1024);

    @Test
    @DisplayName("live: every page in use holds a reference, and so does every user")
    void live() {
        assertThat(map.references()).isZero();
        long huge = memory.allocateDevice(map, 9);
        long single = memory.allocateDevice(map, 0);
        assertThat(map.tryget()).isTrue();
        assertThat(map.references()).isEqualTo(514);
        map.put();
        memory.freeDevice(map, huge, 9);
        memory.freeDevice(map, single, 0);
        assertThat(map.references()).isZero();
        assertThat(map.dying()).isFalse();
        assertThat(map.dead()).isFalse();
    }

    @Test
    @DisplayName("looked up by pfn: with a reference, and not once it is killed")
    void getDevPagemap() {
        assertThat(memory.getDevPagemap(map.lastPfn())).isSameAs(map);
        assertThat(map.references()).isEqualTo(1);
        assertThat(memory.getDevPagemap(Memmap.ZERO_PFN)).as("system memory").isNull();
        assertThat(memory.getDevPagemap(map.lastPfn() + 1)).as("no struct page").isNull();
        map.kill();
        assertThat(memory.getDevPagemap(map.firstPfn())).isNull();
        assertThat(map.references()).isEqualTo(1);
        map.put();
    }

    @Test
    @DisplayName("killed: no allocation, claim or new reference; what is held stays")
    void killed() {
        long single = memory.allocateDevice(map, 0);
        map.kill();
        assertThat(map.dying()).isTrue();
        assertThat(map.dead()).isFalse();
        assertThat(map.tryget()).isFalse();
        assertThat(memory.allocateDevice(map, 0)).isEqualTo(-1);
        assertThat(memory.allocateDevice(map, 9)).isEqualTo(-1);
        assertThat(memory.claimDevice(map, map.lastPfn(), 0)).isFalse();
        assertThat(map.references()).as("refusals leave nothing behind").isEqualTo(1);
        assertThat(memory.pagemapOf(single)).isSameAs(map);
        map.kill();
        assertThat(map.dying()).isTrue();
    }

    @Test
    @DisplayName("dead: only after the last page is freed and the last reference put")
    void release() throws ExecutionException {
        long huge = memory.allocateDevice(map, 9);
        assertThat(map.tryget()).isTrue();
        map.kill();
        Threads<Boolean> unplug = Threads.start(() -> {
            map.awaitRelease();
            return map.dead();
        }).awaitWaiting();
        map.put();
        assertThat(map.dead()).isFalse();
        memory.freeDevice(map, huge, 9);
        assertThat(unplug.result()).isTrue();
        assertThat(memory.pagemapOf(huge)).as("the id is not used again").isSameAs(map);
    }

    @Test
    @DisplayName("an unplug that is interrupted leaves the pagemap killed and not dead")
    void interruptedRelease() throws InterruptedException {
        long page = memory.allocateDevice(map, 0);
        map.kill();
        Threads<Boolean> unplug = Threads.start(() -> {
            map.awaitRelease();
            return true;
        }).awaitWaiting();
        unplug.interrupt();
        assertThatThrownBy(unplug::result).hasCauseInstanceOf(InterruptedException.class);
        assertThat(map.dying()).isTrue();
        assertThat(map.dead()).isFalse();
        memory.freeDevice(map, page, 0);
        map.awaitRelease();
        assertThat(map.dead()).isTrue();
    }

    @Test
    @DisplayName("a pagemap that was not killed can not be waited for")
    void notKilled() {
        assertThatIllegalStateException().isThrownBy(map::awaitRelease);
        assertThatIllegalStateException().isThrownBy(() -> new PercpuRef().awaitZero());
    }

    @Test
    @DisplayName("a pagemap needs an owner")
    void owner() {
        assertThatIllegalArgumentException().isThrownBy(() -> memory.newPagemap(memory.newDevice("x", 0), Pagemap.Type.PRIVATE, null, 1));
    }

    @Test
    @DisplayName("a pagemap that is refused leaves nothing taken: no pages of the memmap, no address, no id, no pfns of a removed one")
    void refusedTakesNothing() throws InterruptedException {
        Device device = memory.newDevice("x", 0);
        Owner owner = memory.newOwner("x");
        memory.removePagemap(map);
        long pages = memory.memmap().pages();
        List<Runnable> refused = List.of(
                () -> memory.newPagemap(device, Pagemap.Type.PRIVATE, null, 64),
                () -> memory.newPagemap(device, Pagemap.Type.COHERENT, null, 64),
                () -> memory.newPagemap(null, Pagemap.Type.PRIVATE, owner, 64),
                () -> memory.newPagemap(device, null, owner, 64),
                () -> memory.newPagemap(device, Pagemap.Type.PRIVATE, owner, 64, null),
                () -> memory.newPagemap(device, Pagemap.Type.PRIVATE, owner, 0),
                () -> memory.newPagemap(device, Pagemap.Type.PRIVATE, owner, -1),
                () -> memory.newPagemapInPlaceOf(map, device, null),
                () -> memory.newPagemapInPlaceOf(map, null, owner));
        for (Runnable each : refused) {
            assertThatIllegalArgumentException().isThrownBy(each::run);
        }
        assertThatIllegalStateException().as("more than the memmap holds")
                .isThrownBy(() -> memory.newPagemap(device, Pagemap.Type.PRIVATE, owner, Integer.MAX_VALUE >> 2));
        assertThat(memory.memmap().pages()).isEqualTo(pages);
        assertThat(memory.pagemaps()).containsExactly(map);
        Pagemap next = memory.newPagemapInPlaceOf(map, device, owner);
        assertThat(next.address()).as("the address of the one that was removed").isEqualTo(map.address());
        Pagemap other = memory.newPagemap(device, Pagemap.Type.PRIVATE, owner, 512);
        assertThat(other.address()).isEqualTo(next.address() + 1);
        assertThat(other.firstPfn()).as("where the memmap ended").isEqualTo(pages + 511 & -512);
    }

    @Test
    @DisplayName("a reference may be put by another thread than took it")
    void putElsewhere() throws ExecutionException {
        PercpuRef ref = new PercpuRef();
        // More threads than stripes.
        for (int i = 0; i < 20; i++) {
            assertThat(Threads.start(ref::tryget).result()).isTrue();
        }
        assertThat(ref.count()).isEqualTo(20);
        for (int i = 0; i < 20; i++) {
            ref.put();
        }
        assertThat(ref.count()).isZero();
    }

    @Test
    @DisplayName("threads: once the wait has returned, nobody holds a reference and nobody gets one")
    void killRace() throws ExecutionException, InterruptedException {
        for (int round = 0; round < 200; round++) {
            PercpuRef ref = new PercpuRef();
            AtomicInteger holders = new AtomicInteger();
            List<Threads<Integer>> users = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                users.add(Threads.start(() -> {
                    int got = 0;
                    while (ref.tryget()) {
                        holders.incrementAndGet();
                        got++;
                        holders.decrementAndGet();
                        ref.put();
                    }
                    return got;
                }));
            }
            ref.kill();
            ref.awaitZero();
            int held = holders.get();
            assertThat(held).isZero();
            assertThat(ref.tryget()).isFalse();
            for (Threads<Integer> user : users) {
                user.result();
            }
            assertThat(ref.count()).isZero();
        }
    }
}
