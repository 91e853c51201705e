package dev.faultpath.layout;

import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A text file, line by line: no longer than its kind may be, in UTF-8, with the line ends of Unix or DOS. Whatever is wrong with it is an
 * {@link InputException} of one line that begins with the file and, where there is one, the line.
 */
final class TextLines {
    /**
     * What a file holds.
     *
     * @param what one word, as errors say it
     * @param maxBytes longest file that is read; a whole number of MiB
     * @param maxLine longest line, in bytes
     */
    record Kind(String what, int maxBytes, int maxLine) { }

    /** A word and where it begins in its line, from 1. */
    record Word(int column, String text) { }

    private final String name;
    private final byte[] bytes;
    private final int maxLine;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private int next;
    private int number;
    private int markedNext;
    private int markedNumber;
    private String text = "";

    private TextLines(String name, byte[] bytes, Kind kind) {
        if (bytes.length > kind.maxBytes()) {
            throw new InputException(name + ": longer than " + (kind.maxBytes() >> 20) + " MiB, which no " + kind.what() + " is");
        }
        this.name = name;
        this.bytes = bytes;
        this.maxLine = kind.maxLine();
    }

    /**
     * The lines of a file.
     *
     * @throws InputException when it cannot be read or is too long
     */
    static TextLines of(Path file, Kind kind) {
        try (InputStream in = Disk.open(file)) {
            return of(in, file.toString(), kind);
        } catch (IOException e) {
            throw InputException.because("cannot read " + file, e);
        }
    }

    /** The lines of a stream, which is read to its end; {@code name} is what errors call it. */
    static TextLines of(InputStream in, String name, Kind kind) throws IOException {
        return new TextLines(name, in.readNBytes(kind.maxBytes() + 1), kind);
    }

    /**
     * The lines of the file that the user gave in place of a known name.
     *
     * @param known what it may be besides a file
     * @param names those names, for who mistyped one
     * @throws InputException when there is no such file or it cannot be read
     */
    static TextLines given(String name, Kind kind, String known, Collection<String> names) {
        Path file;
        try {
            file = Path.of(name);
        } catch (InvalidPathException e) {
            throw new InputException("'" + name + "' is neither a " + kind.what() + "'s name nor a path", e);
        }
        if (!Files.exists(file)) {
            throw new InputException("no " + kind.what() + " '" + name + "': neither a file nor " + known + Suggestion.of(name, names));
        }
        if (Files.isDirectory(file)) {
            throw new InputException("'" + name + "' is a directory, not a " + kind.what() + " file");
        }
        return of(file, kind);
    }

    /** The lines of a resource of this package, which errors call {@code name}. */
    static TextLines shipped(String resource, String name, Kind kind) {
        try (InputStream in = TextLines.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new InputException(kind.what() + " '" + name + "' is missing from this build");
            }
            return of(in, name, kind);
        } catch (IOException e) {
            throw new InputException("cannot read " + kind.what() + " '" + name + "'", e);
        }
    }

    /**
     * Goes on to the next line.
     *
     * @return whether there is one
     * @throws InputException when it is too long or not in UTF-8
     */
    boolean next() {
        if (next >= bytes.length) {
            return false;
        }
        int from = next;
        int eol = from;
        while (eol < bytes.length && bytes[eol] != '\n') {
            eol++;
        }
        next = eol + 1;
        number++;
        int to = eol > from && bytes[eol - 1] == '\r' ? eol - 1 : eol;
        if (to - from > maxLine) {
            throw error(maxLine + 1, "line longer than " + maxLine + " characters");
        }
        text = decode(from, to);
        return true;
    }

    private String decode(int from, int to) {
        ByteBuffer line = ByteBuffer.wrap(bytes, from, to - from);
        try {
            return utf8.decode(line).toString();
        } catch (CharacterCodingException e) {
            // It stops before what it cannot read.
            int at = line.position();
            throw error(at - from + 1, "bad character: byte 0x" + Integer.toHexString(bytes[at] & 0xff) + " is not UTF-8");
        }
    }

    void rewind() {
        next = 0;
        number = 0;
    }

    /** Keeps the place for {@link #reset}. */
    void mark() {
        markedNext = next;
        markedNumber = number;
    }

    /** Goes back to where {@link #mark} was called last; the text is still that of the line read since. */
    void reset() {
        next = markedNext;
        number = markedNumber;
    }

    /** The current line, without its end. */
    String text() {
        return text;
    }

    /** Number of the current line, from 1; 0 before the first. */
    int number() {
        return number;
    }

    /** The words of a line, between white space. */
    static List<Word> words(String line) {
        List<Word> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= line.length(); i++) {
            boolean blank = i == line.length() || Character.isWhitespace(line.charAt(i));
            if (!blank && start < 0) {
                start = i;
            } else if (blank && start >= 0) {
                words.add(new Word(start + 1, line.substring(start, i)));
                start = -1;
            }
        }
        return words;
    }

    /** What is wrong with the file as a whole. */
    InputException fileError(String message) {
        return new InputException(name + ": " + message);
    }

    /** What is wrong with the current line. */
    InputException error(String message) {
        return new InputException(name + ":" + number + ": " + message);
    }

    /** What is wrong at a column of the current line, from 1. */
    InputException error(int column, String message) {
        return error(number, column, message);
    }

    /** What is wrong at a column of a line. */
    InputException error(int line, int column, String message) {
        return new InputException(name + ":" + line + ":" + column + ": " + message);
    }
}
