/* Q3, the owner comparison: what is compared for a device-private page to decide whether the asker takes it as it is. */
#include "faultpath.h"

static void forget(struct world *w)
{
	w->last_pgmap = NULL;
	w->last_head = NULL;
	w->run_first = 1;
	w->run_last = 0;
}

static void answer_owner_pointer(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = is_device_private(pte) && pte_pgmap(w, pte)->owner == w->owner;

		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static bool last_pagemap_owned(struct world *w, u64 pte)
{
	struct dev_pagemap *pgmap = pte_pgmap(w, pte);

	if (pgmap != w->last_pgmap) {
		w->last_pgmap = pgmap;
		w->last_verdict = pgmap->owner == w->owner;
	}
	return w->last_verdict;
}

static void answer_last_pagemap(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = is_device_private(pte) && last_pagemap_owned(w, pte);

		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static void answer_pagemap_owner_id(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int owner_id = w->owner ? w->owner->id : 0;
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = is_device_private(pte) && pte_pgmap(w, pte)->owner_id == owner_id;

		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static void make_device_bitmask(struct world *w)
{
	int i;

	memset(w->reachable, 0, (w->pagemaps_size + 63) / 64 * sizeof(u64));
	for (i = 0; i < w->pagemaps_size; i++)
		if (w->pagemaps[i].owner == w->owner)
			w->reachable[i >> 6] |= 1ULL << (i & 63);
}

static void answer_device_bitmask(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = false;

		if (is_device_private(pte)) {
			int id = pte_pgmap(w, pte)->id;

			own = w->reachable[id >> 6] >> (id & 63) & 1;
		}
		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static void make_reachability_matrix(struct world *w)
{
	int row = w->owner ? w->owner->id : 0;
	int i;

	w->grades_row = row * w->pagemaps_size;
	for (row = 1; row < w->owners_size; row++)
		for (i = 0; i < w->pagemaps_size; i++)
			w->grades[row * w->pagemaps_size + i] = w->pagemaps[i].owner_id == row ? 2 : 0;
}

static void answer_reachability_matrix(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = is_device_private(pte) && w->grades[w->grades_row + pte_pgmap(w, pte)->id];

		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static void answer_entry_owner(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	u64 field = w->owner ? (u64)w->owner->id << PTE_OWNER_SHIFT : ~0ULL;
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = is_device_private(pte) && (pte & PTE_OWNER_MASK) == field;

		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static void make_per_range_set(struct world *w)
{
	int i;

	w->ranges = 0;
	for (i = 0; i < w->pagemaps_size; i++) {
		if (w->pagemaps[i].owner != w->owner)
			continue;
		w->range_firsts[w->ranges] = w->pagemaps[i].first_pfn;
		w->range_lasts[w->ranges++] = w->pagemaps[i].last_pfn;
	}
}

static bool in_range_set(const struct world *w, u64 pfn)
{
	int low = 0;
	int high = w->ranges;

	while (low < high) {
		int middle = (low + high) / 2;

		if (w->range_lasts[middle] < pfn)
			low = middle + 1;
		else
			high = middle;
	}
	return low < w->ranges && w->range_firsts[low] <= pfn;
}

static void answer_per_range_set(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = is_device_private(pte) && in_range_set(w, pte_pfn(pte));

		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static bool folio_owned(struct world *w, u64 pte)
{
	struct page *head = compound_head(pfn_to_page(w, pte_pfn(pte)));

	if (head != w->last_head) {
		w->last_head = head;
		w->last_verdict = head->pgmap->owner == w->owner;
	}
	return w->last_verdict;
}

static void answer_per_folio(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = is_device_private(pte) && folio_owned(w, pte);

		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static bool run_owned(struct world *w, u64 pte)
{
	u64 pfn = pte_pfn(pte);

	if (pfn < w->run_first || pfn > w->run_last) {
		struct dev_pagemap *pgmap = pte_pgmap(w, pte);

		w->run_first = pgmap->first_pfn;
		w->run_last = pgmap->last_pfn;
		w->last_verdict = pgmap->owner == w->owner;
	}
	return w->last_verdict;
}

static void answer_per_run(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = is_device_private(pte) && run_owned(w, pte);

		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

struct maple_slot {
	u64 last;
	void *what;
};

/* The nodes of one level, full but for the last; the slots of the level above take the place of theirs. Returns how many. */
static int maple_level(struct maple_node *level, struct maple_slot *in, int count, int slots, bool leaves)
{
	int i;

	for (i = 0; i < count; i++) {
		struct maple_node *node = level + i / slots;
		int slot = i % slots;

		if (!slot) {
			memset(node->pivots, 0xff, sizeof(node->pivots));
			memset(node->slots, 0, sizeof(node->slots));
			node->parent = NULL;
		}
		if (slot < MAPLE_LEAF_SLOTS - 1)
			node->pivots[slot] = in[i].last;
		node->slots[slot] = in[i].what;
		if (!leaves)
			((struct maple_node *)in[i].what)->parent = node;
		in[i / slots] = (struct maple_slot){ .last = in[i].last, .what = node };
	}
	return (count + slots - 1) / slots;
}

/* A tree over the ranges of private pagemaps, which come in ascending order, and the gaps between them. */
static void make_range_tree(struct world *w)
{
	struct maple_slot *in = malloc((2 * (size_t)w->pagemaps_size + 1) * sizeof(*in));
	struct maple_node *level = w->maple_nodes;
	u64 next = w->pagemaps_size ? w->pagemaps[0].first_pfn : 0;
	int count = 0;
	int i;

	if (!in)
		abort();
	for (i = 0; i < w->pagemaps_size; i++) {
		struct dev_pagemap *pgmap = w->pagemaps + i;

		if (!pgmap->device_private)
			continue;
		if (pgmap->first_pfn > next)
			in[count++] = (struct maple_slot){ .last = pgmap->first_pfn - 1 };
		next = pgmap->last_pfn | (PTRS_PER_TABLE - 1); /* whole 2 MiB, as device memory is given */
		in[count++] = (struct maple_slot){ .last = next++, .what = pgmap };
	}
	in[count++] = (struct maple_slot){ .last = ~0ULL };

	count = maple_level(level, in, count, MAPLE_LEAF_SLOTS, true);
	for (w->maple_levels = 0; count > 1; w->maple_levels++) {
		level += count;
		count = maple_level(level, in, count, MAPLE_INNER_SLOTS, false);
	}
	w->maple_root = level;
	free(in);
}

static void *maple_slot_of(const struct maple_node *node, u64 key, int slots)
{
	int slot = 0;

	while (slot < slots - 1 && node->pivots[slot] < key)
		slot++;
	return node->slots[slot];
}

/* The pagemap that has an offset, or NULL: a node a level, and whoever meets one that was replaced starts over. */
static struct dev_pagemap *mtree_load(const struct world *w, u64 offset)
{
	struct maple_node *node;
	void *found;
	int level;

again:
	node = w->maple_root;
	for (level = w->maple_levels;; level--) {
		found = maple_slot_of(node, offset, level ? MAPLE_INNER_SLOTS : MAPLE_LEAF_SLOTS);
		if (*(struct maple_node *volatile *)&node->parent == node)
			goto again;
		if (!level)
			return found;
		node = found;
	}
}

static bool tree_owned(const struct world *w, u64 pte)
{
	struct dev_pagemap *pgmap = mtree_load(w, pte_pfn(pte));

	return pgmap && pgmap->owner == w->owner;
}

static void answer_range_tree(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = is_device_private(pte) && tree_owned(w, pte);

		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static bool tree_page_owned(const struct world *w, u64 pte)
{
	u64 offset = pte_pfn(pte);
	struct dev_pagemap *pgmap = mtree_load(w, offset);

	return pgmap && compound_head(pgmap->pages + (offset - pgmap->first_pfn))->pgmap->owner == w->owner;
}

static void answer_range_tree_page(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = is_device_private(pte) && tree_page_owned(w, pte);

		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static bool tree_range_owned(struct world *w, u64 pte)
{
	u64 offset = pte_pfn(pte);

	if (offset < w->run_first || offset > w->run_last) {
		struct dev_pagemap *pgmap = mtree_load(w, offset);

		if (!pgmap)
			return false;
		w->run_first = pgmap->first_pfn;
		w->run_last = pgmap->last_pfn;
		w->last_verdict = pgmap->owner == w->owner;
	}
	return w->last_verdict;
}

static void answer_range_tree_last_range(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = is_device_private(pte) && tree_range_owned(w, pte);

		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

/* A request: every table's entries answered, in order. */
static int answer_all(struct world *w, void (*answer)(struct world *w, const u64 *ptes, int count, u64 *pfns))
{
	u64 *pfns = w->pfns;
	int i;

	forget(w);
	for (i = 0; i < w->pieces_size; i++) {
		answer(w, w->entries + w->pieces[i].word, w->pieces[i].pages, pfns);
		pfns += w->pieces[i].pages;
	}
	return 0;
}

static int owner_pointer(struct world *w)
{
	return answer_all(w, answer_owner_pointer);
}

static int last_pagemap(struct world *w)
{
	return answer_all(w, answer_last_pagemap);
}

static int pagemap_owner_id(struct world *w)
{
	return answer_all(w, answer_pagemap_owner_id);
}

static int device_bitmask(struct world *w)
{
	return answer_all(w, answer_device_bitmask);
}

static int reachability_matrix(struct world *w)
{
	return answer_all(w, answer_reachability_matrix);
}

static int entry_owner(struct world *w)
{
	return answer_all(w, answer_entry_owner);
}

static int per_range_set(struct world *w)
{
	return answer_all(w, answer_per_range_set);
}

static int per_folio(struct world *w)
{
	return answer_all(w, answer_per_folio);
}

static int per_run(struct world *w)
{
	return answer_all(w, answer_per_run);
}

static int range_tree(struct world *w)
{
	return answer_all(w, answer_range_tree);
}

static int range_tree_page(struct world *w)
{
	return answer_all(w, answer_range_tree_page);
}

static int range_tree_last_range(struct world *w)
{
	return answer_all(w, answer_range_tree_last_range);
}

const struct design owner_designs[] = {
	{ .name = "Q3 owner-pointer", .walk = owner_pointer },
	{ .name = "Q3 last-pagemap", .walk = last_pagemap },
	{ .name = "Q3 pagemap-owner-id", .walk = pagemap_owner_id },
	{ .name = "Q3 device-bitmask", .make = make_device_bitmask, .walk = device_bitmask },
	{ .name = "Q3 reachability-matrix", .make = make_reachability_matrix, .walk = reachability_matrix },
	{ .name = "Q3 entry-owner", .walk = entry_owner },
	{ .name = "Q3 per-range-set", .make = make_per_range_set, .walk = per_range_set },
	{ .name = "Q3 per-folio", .walk = per_folio },
	{ .name = "Q3 per-run", .walk = per_run },
	{ .name = "Q3 range-tree", .make = make_range_tree, .walk = range_tree },
	{ .name = "Q3 range-tree-page", .make = make_range_tree, .walk = range_tree_page },
	{ .name = "Q3 range-tree-last-range", .make = make_range_tree, .walk = range_tree_last_range },
	{ .name = NULL },
};
