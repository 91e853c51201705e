package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Paging;
import java.util.Arrays;
import java.util.Locale;

/**
 * What {@code faultpath walk} asks for, read from its options.
 *
 * @param end          first address past the range
 * @param defaultFlags request bits for every page
 * @param mask         which bits of the words are requests
 * @param words        one for every page, as input
 */
record WalkRequest(long start, long end, long defaultFlags, long mask, long[] words) {
    /** Most pages that one request may have: 64 GiB, an array of 128 MiB. */
    static final long MAX_PAGES = 1L << 24;

    private static final long BOTH = HmmPfn.REQ_FAULT | HmmPfn.REQ_WRITE;

    /** Reads the options; null stands for one that was not given. */
    static WalkRequest of(LayoutModel model, String range, String request, String defaultFlags, String mask, String words) {
        if (request != null && (defaultFlags != null || mask != null || words != null)) {
            throw new InputException("--request stands for --default-flags with mask 0: give it alone, without"
                    + " --default-flags, --mask and --request-words");
        }
        long flags = defaultFlags != null ? bits("--default-flags", defaultFlags) : request != null ? need("--request", request) : 0;
        // Words that no mask lets through would be ignored in silence.
        long allowed = mask != null ? bits("--mask", mask) : words != null ? BOTH : 0;
        long[] bounds = range == null ? all(model) : range(model, "--range '" + range + "'", range);
        long pages = (bounds[1] - bounds[0]) / Paging.PAGE_SIZE;
        if (pages > MAX_PAGES) {
            throw new InputException("the range has " + pages + " pages, the most is " + MAX_PAGES + ": give --range");
        }
        return new WalkRequest(bounds[0], bounds[1], flags, allowed, words(words, (int) pages));
    }

    private static long[] all(LayoutModel model) {
        if (model.layout().vmas().isEmpty()) {
            throw new InputException("the layout has no VMA: give --range");
        }
        return new long[] {model.start(), model.end()};
    }

    /**
     * First byte of a range and first byte past it.
     *
     * @param where what an error begins with
     * @param text  START-END or START+PAGES
     */
    static long[] range(LayoutModel model, String where, String text) {
        int plus = text.indexOf('+');
        int minus = text.indexOf('-');
        int cut = plus > 0 ? plus : minus;
        if (cut <= 0) {
            throw new InputException(where + ": expected START-END or START+PAGES");
        }
        long start = address(model, where, text.substring(0, cut));
        long end;
        if (plus > 0) {
            long pages = decimal(where, text.substring(cut + 1));
            if (pages > (Paging.TASK_SIZE - start) / Paging.PAGE_SIZE) {
                throw new InputException(where + ": ends past user space");
            }
            end = start + pages * Paging.PAGE_SIZE;
        } else {
            end = address(model, where, text.substring(cut + 1));
        }
        if (start >= end) {
            throw new InputException(where + ": the range is empty");
        }
        return new long[] {start, end};
    }

    /** A hexadecimal byte address, or a decimal number of pages from the first VMA's start. */
    private static long address(LayoutModel model, String where, String text) {
        long addr;
        if (text.startsWith("0x")) {
            addr = hex(where, text);
        } else {
            long pages = decimal(where, text);
            if (pages > (Paging.TASK_SIZE - model.start()) / Paging.PAGE_SIZE) {
                throw new InputException(where + ": " + text + " pages from the first VMA on is past user space");
            }
            addr = model.start() + pages * Paging.PAGE_SIZE;
        }
        if (addr < 0 || addr > Paging.TASK_SIZE) {
            throw new InputException(where + ": " + text + " is past user space");
        }
        if (!Paging.aligned(addr, Paging.PAGE_SIZE)) {
            throw new InputException(where + ": " + text + " is not a multiple of the 4096-byte page");
        }
        return addr;
    }

    private static long[] words(String text, int pages) {
        long[] words = new long[pages];
        if (text == null) {
            return words;
        }
        int at = 0;
        for (String item : text.split(",", -1)) {
            int star = item.indexOf('*');
            String word = star < 0 ? item : item.substring(0, star);
            long count = star < 0 ? 1 : decimal("--request-words '" + item + "'", item.substring(star + 1));
            long value = word.startsWith("0x") ? hex("--request-words '" + item + "'", word) : need("--request-words", word);
            if (count > pages - at) {
                throw new InputException("--request-words: more words than the range has pages, " + pages);
            }
            Arrays.fill(words, at, at + (int) count, value);
            at += (int) count;
        }
        return words;
    }

    /** The letters of the decision table's columns. */
    private static long need(String option, String text) {
        return switch (text) {
            case "S" -> 0;
            case "F" -> HmmPfn.REQ_FAULT;
            case "W" -> BOTH;
            default -> throw new InputException(option + " '" + text + "': expected S (snapshot), F (fault) or W (write fault)"
                    + (option.equals("--request-words") ? ", or 0x..." : ""));
        };
    }

    /** Bits by name: {@code 0}, {@code F}, {@code W}, {@code F|W}, or a hexadecimal word. */
    private static long bits(String option, String text) {
        if (text.startsWith("0x")) {
            return hex(option + " '" + text + "'", text);
        }
        if (text.equals("0")) {
            return 0;
        }
        long bits = 0;
        for (String bit : text.split("[|]", -1)) {
            bits |= switch (bit.toUpperCase(Locale.ROOT)) {
                case "F", "REQ_FAULT" -> HmmPfn.REQ_FAULT;
                case "W", "REQ_WRITE" -> HmmPfn.REQ_WRITE;
                default -> throw new InputException(option + " '" + text
                        + "': expected bits 0, F (REQ_FAULT), W (REQ_WRITE), F|W or 0x...");
            };
        }
        return bits;
    }

    private static long hex(String where, String text) {
        try {
            return Long.parseUnsignedLong(text.substring(2), 16);
        } catch (NumberFormatException e) {
            throw new InputException(where + ": '" + text + "' is not a hexadecimal number of 64 bits", e);
        }
    }

    private static long decimal(String where, String text) {
        if (!text.isEmpty() && text.length() <= 12 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Long.parseLong(text);
        }
        throw new InputException(where + ": '" + text + "' is not a number of pages");
    }
}
