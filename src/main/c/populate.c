/* Q2, the pfn population: in which form answers reach the caller. */
#include "faultpath.h"

/* Continues no extent, as the words that are compared have no sticky bits. */
#define NO_WORD HMM_PFN_STICKY

#define EXTENT_BYTES (sizeof(u64) + sizeof(int))

static inline u64 word_of(const struct world *w, u64 pte)
{
	return snapshot_word(pte, is_device_private(pte) && pte_pgmap(w, pte)->owner == w->owner);
}

static void table_words(struct world *w, const u64 *ptes, int count, int at)
{
	u64 *pfns = w->pfns;
	int i;

	for (i = 0; i < count; i++)
		pfns[at + i] = (pfns[at + i] & HMM_PFN_STICKY) | word_of(w, read_entry(ptes + i));
	w->bytes_written += count * sizeof(u64);
}

static void span_words(struct world *w, int at, u64 word, int step, int pages)
{
	u64 *pfns = w->pfns;
	int i;

	for (i = at; i < at + pages; i++) {
		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | word;
		word += step;
	}
	w->bytes_written += pages * sizeof(u64);
}

static void table_blind(struct world *w, const u64 *ptes, int count, int at)
{
	u64 *pfns = w->pfns;
	int i;

	for (i = 0; i < count; i++)
		pfns[at + i] = word_of(w, read_entry(ptes + i));
	w->bytes_written += count * sizeof(u64);
}

static void span_blind(struct world *w, int at, u64 word, int step, int pages)
{
	u64 *pfns = w->pfns;
	int i;

	for (i = at; i < at + pages; i++) {
		pfns[i] = word;
		word += step;
	}
	w->bytes_written += pages * sizeof(u64);
}

/* Pages from a word's page on that its mapping covers, at most so many. */
static int mapping_pages(u64 word, int most)
{
	u64 size;
	u64 left;

	if (!(word & HMM_PFN_VALID))
		return 1;
	size = 1ULL << (word >> HMM_PFN_ORDER_SHIFT & 31);
	left = size - (word & (size - 1));
	return left < (u64)most ? (int)left : most;
}

static void span_first(struct world *w, int at, u64 word, int step, int pages)
{
	span_words(w, at, word, step, mapping_pages(word, pages) == pages ? 1 : pages);
}

static void expand_orders(struct world *w, u64 *dense)
{
	int i = 0;

	while (i < w->pages) {
		u64 word = w->pfns[i] & ~HMM_PFN_STICKY;
		int last = i + mapping_pages(word, w->pages - i);

		for (; i < last; i++)
			dense[i] = (w->pfns[i] & HMM_PFN_STICKY) | word++;
	}
}

/* The step that would make a single page's word part of a longer stretch. */
static inline int step_after(u64 word)
{
	return word & HMM_PFN_MASK ? 1 : 0;
}

static void open_extent(struct world *w, int at, u64 word, int step)
{
	if (w->extents == w->extents_room) {
		w->extents_room *= 2;
		w->extent_words = realloc(w->extent_words, w->extents_room * sizeof(u64));
		w->extent_firsts = realloc(w->extent_firsts, w->extents_room * sizeof(int));
		if (!w->extent_words || !w->extent_firsts)
			abort();
	}
	w->extent_words[w->extents] = word;
	w->extent_firsts[w->extents++] = at << 1 | step;
}

static void table_extents(struct world *w, const u64 *ptes, int count, int at)
{
	int before = w->extents;
	u64 expected = w->extent_next;
	int step = w->extent_step;
	int i;

	for (i = 0; i < count; i++) {
		u64 word = word_of(w, read_entry(ptes + i));

		if (word != expected) {
			step = step_after(word);
			open_extent(w, at + i, word, step);
			expected = word;
		}
		expected += step;
	}
	w->extent_next = expected;
	w->extent_step = step;
	w->bytes_written += (w->extents - before) * EXTENT_BYTES;
}

static void span_extents(struct world *w, int at, u64 word, int step, int pages)
{
	if (word != w->extent_next || step != w->extent_step) {
		open_extent(w, at, word, step);
		w->extent_step = step;
		w->bytes_written += EXTENT_BYTES;
	}
	w->extent_next = word + (u64)step * pages;
}

static void expand_extents(struct world *w, u64 *dense)
{
	int i;

	for (i = 0; i < w->extents; i++) {
		int end = i + 1 == w->extents ? w->pages : w->extent_firsts[i + 1] >> 1;
		u64 word = w->extent_words[i];
		int page;

		for (page = w->extent_firsts[i] >> 1; page < end; page++) {
			dense[page] = word;
			word += w->extent_firsts[i] & 1;
		}
	}
}

static int go_through(struct world *w, void (*table)(struct world *w, const u64 *ptes, int count, int at),
		      void (*span)(struct world *w, int at, u64 word, int step, int pages))
{
	int at = 0;
	int i;

	w->bytes_written = 0;
	for (i = 0; i < w->pieces_size; i++) {
		const struct piece *piece = w->pieces + i;

		if (piece->step == PIECE_TABLE)
			table(w, w->entries + piece->word, piece->pages, at);
		else
			span(w, at, piece->word, piece->step, piece->pages);
		at += piece->pages;
	}
	return 0;
}

static int word_per_page(struct world *w)
{
	return go_through(w, table_words, span_words);
}

static int blind_store(struct world *w)
{
	return go_through(w, table_blind, span_blind);
}

static int order_first(struct world *w)
{
	return go_through(w, table_words, span_first);
}

static int extents(struct world *w)
{
	w->extents = 0;
	w->extent_next = NO_WORD;
	return go_through(w, table_extents, span_extents);
}

const struct design populate_designs[] = {
	{ .name = "Q2 word-per-page", .walk = word_per_page },
	{ .name = "Q2 blind-store", .walk = blind_store },
	{ .name = "Q2 order-first", .walk = order_first, .expand = expand_orders },
	{ .name = "Q2 extents", .walk = extents, .expand = expand_extents },
	{ .name = NULL },
};
