package dev.faultpath.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.fault.PiecewiseFault.Sequencing;
import dev.faultpath.model.Errno;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One sequence for a walk of several pieces, and the two ways in which a driver got it wrong. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PiecewiseFaultTest {
    private static final int PIECES = 4;
    private static final int PAGES_A_PIECE = 4;

    private final PeerWorld world = new PeerWorld("recheck-under-lock");
    /** A clock that stands still unless it is looked at, one microsecond a look. */
    private long now;

    PiecewiseFaultTest() {
        world.placeSystem(0, PIECES * PAGES_A_PIECE);
    }

    /** Moves a page of the first piece after the piece given was walked, once. */
    private PiecewiseFault disturbedAfter(int disturbedPiece, Sequencing sequencing) {
        return new PiecewiseFault(world.mm, world.client, FaultShape.RECORD_REWALK, sequencing,
                PAGES_A_PIECE * PeerWorld.PAGE, () -> now += 1000) {
            private boolean done;

            @Override
            void walked(int piece) {
                if (piece == disturbedPiece && !done) {
                    done = true;
                    assertThat(world.mover.toDevice(PeerWorld.addr(1), world.ownPagemap)).isZero();
                }
            }
        };
    }

    private int fault(PiecewiseFault walker) {
        return walker.fault(PeerWorld.addr(0), PeerWorld.addr(PIECES * PAGES_A_PIECE), 0, SvmFault.DEFAULT_TIMEOUT_NANOS);
    }

    private int firstWrong() {
        return world.firstWrong(0, PIECES * PAGES_A_PIECE, pfn -> false);
    }

    @Test
    void oneSequenceGoesBackToTheFirstPiece() {
        for (int disturbed = 0; disturbed < PIECES; disturbed++) {
            PiecewiseFaultTest fresh = new PiecewiseFaultTest();
            PiecewiseFault walker = fresh.disturbedAfter(disturbed, Sequencing.ONE_SEQUENCE);
            assertThat(fresh.fault(walker)).isZero();
            assertThat(fresh.firstWrong()).isEqualTo(-1);
            assertThat(fresh.world.devicePfn(1)).as("the page where it is now").isGreaterThanOrEqualTo(fresh.world.ownPagemap.firstPfn());
            // The walk notices at the next piece, or at the commit if there is none.
            int wasted = Math.min(disturbed + 2, PIECES);
            assertThat(walker.walks()).as("disturbed after piece %d", disturbed).isEqualTo(wasted + PIECES);
        }
    }

    @Test
    void aSequenceReadAgainForEveryPieceMissesWhatHappenedToAnEarlierOne() {
        PiecewiseFault walker = disturbedAfter(0, Sequencing.BROKEN_REREAD);
        assertThat(fault(walker)).isZero();
        assertThat(walker.walks()).as("nothing was noticed").isEqualTo(PIECES);
        assertThat(firstWrong()).as("the device sees the page that was moved away").isEqualTo(1);
    }

    @Test
    void aPieceTriedAgainAgainstAnOldSequenceSpinsToTheTimeout() {
        PiecewiseFault walker = disturbedAfter(0, Sequencing.BROKEN_LOCAL_RETRY);
        assertThat(fault(walker)).isEqualTo(Errno.EAGAIN);
        assertThat(walker.walks()).as("tries until the clock has passed the timeout").isGreaterThan(SvmFault.DEFAULT_TIMEOUT_NANOS / 2000);
        assertThat(world.devicePfn(0)).as("nothing is mapped").isEqualTo(-1);
    }

    @Test
    void withoutDisturbanceAllThreeMapTheRange() {
        for (Sequencing sequencing : Sequencing.values()) {
            PiecewiseFault walker = disturbedAfter(-1, sequencing);
            assertThat(fault(walker)).isZero();
            assertThat(walker.walks()).isEqualTo(PIECES);
            assertThat(world.devicePfn(PIECES * PAGES_A_PIECE - 1)).isPositive();
            assertThat(firstWrong()).isEqualTo(-1);
        }
    }
}
