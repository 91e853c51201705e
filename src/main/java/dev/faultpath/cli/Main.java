package dev.faultpath.cli;

/** Entry point of the runnable jar. */
public final class Main {
    private Main() {
    }

    /** Runs the command line. */
    public static void main(String[] args) {
        System.out.println("faultpath");
    }
}
