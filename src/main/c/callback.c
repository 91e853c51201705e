/* Q4, the pagemap callback: who answers when the owner does not match. */
#include "faultpath.h"

static bool ask(struct world *w, struct dev_pagemap *pgmap)
{
	const struct dev_pagemap_ops *ops = pgmap->ops;

	if (!w->owner)
		return false;
	return ops && ops->may_access(w->client, pgmap);
}

static u64 *verdict_slot(const struct verdict_table *t, u64 key)
{
	u64 mask = t->slots - 1;
	u64 slot = key * 0x9e3779b97f4a7c15ULL >> 40 & mask;

	while (t->keys[slot] != key && t->keys[slot])
		slot = (slot + 1) & mask;
	return t->keys + slot;
}

static enum verdict verdict_get(const struct verdict_table *t, u64 key)
{
	return t->verdicts[verdict_slot(t, key + 1) - t->keys];
}

static void verdict_put(struct verdict_table *t, u64 key, enum verdict verdict)
{
	u64 *slot = verdict_slot(t, key + 1);

	if (!*slot) {
		*slot = key + 1;
		t->size++;
	}
	t->verdicts[slot - t->keys] = verdict;
}

static void verdict_clear(struct verdict_table *t)
{
	memset(t->keys, 0, t->slots * sizeof(*t->keys));
	memset(t->verdicts, UNKNOWN, t->slots);
	t->size = 0;
}

static enum verdict asked(struct world *w, struct dev_pagemap *pgmap)
{
	return ask(w, pgmap) ? GRANTED : REFUSED;
}

static void answer_none(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = is_device_private(pte) && pte_pgmap(w, pte)->owner == w->owner;

		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

/* Out of line, as what the kernel does with an entry that it has to fault; what it leaves and returns no compiler foresees. */
static __attribute__((noinline, cold)) bool refusal_is_lifted(struct world *w, struct dev_pagemap *pgmap)
{
	w->last_pgmap = pgmap;
	return w->last_verdict;
}

static void answer_none_with_cold_call(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = false;

		if (is_device_private(pte)) {
			struct dev_pagemap *pgmap = pte_pgmap(w, pte);

			own = pgmap->owner == w->owner || refusal_is_lifted(w, pgmap);
		}
		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static void answer_callback_per_page(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = false;

		if (is_device_private(pte)) {
			struct dev_pagemap *pgmap = pte_pgmap(w, pte);

			own = pgmap->owner == w->owner || ask(w, pgmap);
		}
		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static void answer_callback_every_device_page(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = false;

		if (is_device_private(pte)) {
			struct dev_pagemap *pgmap = pte_pgmap(w, pte);

			own = ask(w, pgmap);
			own |= pgmap->owner == w->owner;
		}
		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static bool ask_last_pagemap(struct world *w, struct dev_pagemap *pgmap)
{
	if (pgmap != w->last_pgmap) {
		w->last_verdict = ask(w, pgmap);
		w->last_pgmap = pgmap;
	}
	return w->last_verdict;
}

static void answer_callback_last_pagemap(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = false;

		if (is_device_private(pte)) {
			struct dev_pagemap *pgmap = pte_pgmap(w, pte);

			own = pgmap->owner == w->owner || ask_last_pagemap(w, pgmap);
		}
		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static bool ask_last_run(struct world *w, u64 pte)
{
	u64 pfn = pte_pfn(pte);

	if (pfn < w->run_first || pfn > w->run_last) {
		struct dev_pagemap *pgmap = pte_pgmap(w, pte);

		w->run_first = pgmap->first_pfn;
		w->run_last = pgmap->last_pfn;
		w->last_verdict = pgmap->owner == w->owner || ask(w, pgmap);
	}
	return w->last_verdict;
}

static void answer_callback_last_run(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = is_device_private(pte) && ask_last_run(w, pte);

		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static bool ask_set_cache(struct world *w, struct dev_pagemap *pgmap)
{
	int slot = pgmap->id & (SET_CACHE_SLOTS - 1);

	if (w->set_asked[slot] != pgmap) {
		w->set_verdicts[slot] = ask(w, pgmap);
		w->set_asked[slot] = pgmap;
	}
	return w->set_verdicts[slot];
}

static void answer_callback_set_cache(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = false;

		if (is_device_private(pte)) {
			struct dev_pagemap *pgmap = pte_pgmap(w, pte);

			own = pgmap->owner == w->owner || ask_set_cache(w, pgmap);
		}
		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static void make_verdict_in_pagemap(struct world *w)
{
	int i;

	for (i = 0; i < w->pagemaps_size; i++)
		w->pagemaps[i].verdict = 0;
}

static bool ask_verdict_in_pagemap(struct world *w, struct dev_pagemap *pgmap)
{
	u64 found = *(volatile u64 *)&pgmap->verdict;

	if (found >> 1 != w->stamp) {
		found = w->stamp << 1 | ask(w, pgmap);
		*(volatile u64 *)&pgmap->verdict = found;
	}
	return found & 1;
}

static void answer_verdict_in_pagemap(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = false;

		if (is_device_private(pte)) {
			struct dev_pagemap *pgmap = pte_pgmap(w, pte);

			own = pgmap->owner == w->owner || ask_verdict_in_pagemap(w, pgmap);
		}
		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static void make_tables(struct world *w)
{
	int i;

	for (i = 0; i < w->tables_size; i++)
		verdict_clear(w->tables + i);
	w->seen_epoch = 0;
}

static bool ask_map_type_table(struct world *w, struct dev_pagemap *pgmap)
{
	struct verdict_table *table;
	enum verdict found;

	if (pgmap == w->last_pgmap)
		return w->last_verdict;
	table = w->tables + pgmap->private_data->device->id;
	found = verdict_get(table, w->client->bus_address);
	if (found == UNKNOWN) {
		found = asked(w, pgmap);
		verdict_put(table, w->client->bus_address, found);
	}
	w->last_verdict = found == GRANTED;
	w->last_pgmap = pgmap;
	return w->last_verdict;
}

static void answer_map_type_table(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = false;

		if (is_device_private(pte)) {
			struct dev_pagemap *pgmap = pte_pgmap(w, pte);

			own = pgmap->owner == w->owner || ask_map_type_table(w, pgmap);
		}
		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static bool ask_epoch_map(struct world *w, struct dev_pagemap *pgmap)
{
	enum verdict found = verdict_get(w->tables, pgmap->id);

	if (found == UNKNOWN) {
		found = asked(w, pgmap);
		verdict_put(w->tables, pgmap->id, found);
	}
	return found == GRANTED;
}

static void answer_epoch_map(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = false;

		if (is_device_private(pte)) {
			struct dev_pagemap *pgmap = pte_pgmap(w, pte);

			own = pgmap->owner == w->owner || ask_epoch_map(w, pgmap);
		}
		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static void make_pair_verdicts(struct world *w)
{
	memset(w->pair_verdicts, UNKNOWN, w->devices_size);
}

static bool ask_pair_verdicts(struct world *w, struct dev_pagemap *pgmap)
{
	int provider = pgmap->private_data->device->id;

	if (w->pair_verdicts[provider] == UNKNOWN)
		w->pair_verdicts[provider] = asked(w, pgmap);
	return w->pair_verdicts[provider] == GRANTED;
}

static void answer_pair_verdicts(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = false;

		if (is_device_private(pte)) {
			struct dev_pagemap *pgmap = pte_pgmap(w, pte);

			own = pgmap->owner == w->owner || ask_pair_verdicts(w, pgmap);
		}
		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static void make_runtime_owner(struct world *w)
{
	int i;

	for (i = 0; i < w->pagemaps_size; i++) {
		struct dev_pagemap *pgmap = w->pagemaps + i;
		bool join = pgmap->owner != w->owner && ask(w, pgmap);

		pgmap->granted_owner = join ? w->owner : pgmap->owner;
	}
}

static void answer_runtime_owner(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = false;

		if (is_device_private(pte))
			own = *(struct owner *volatile *)&pte_pgmap(w, pte)->granted_owner == w->owner;
		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static int topmost(const struct world *w, int node)
{
	while (w->upstream[node] >= 0)
		node = w->upstream[node];
	return node;
}

/* Hops between two nodes that meet below a host bridge only, -1 if there is no path. */
static int over_host(const struct world *w, int a, int b, int hops)
{
	return w->routes[topmost(w, a)] && w->routes[topmost(w, b)] ? hops : -1;
}

static int pci_distance(const struct world *w, int client, int provider)
{
	bool redirected = false;
	int up = 0;
	int a = client;
	int down;
	int next;
	int b;

	for (next = client; next >= 0; next = w->upstream[next]) {
		bool other = redirected;

		a = next;
		down = 0;
		for (b = provider; b >= 0; b = w->upstream[b]) {
			if (a == b)
				return other ? over_host(w, a, a, up + down) : up + down;
			other |= w->redirects[b];
			down++;
		}
		redirected |= w->redirects[a];
		up++;
	}
	down = 1;
	for (b = provider; w->upstream[b] >= 0; b = w->upstream[b])
		down++;
	return over_host(w, a, b, up + down);
}

static void make_core_distance(struct world *w)
{
	memset(w->distance_verdicts, 0, w->pagemaps_size * sizeof(u64));
	w->request_number = 0;
}

static bool core_reaches(struct world *w, struct dev_pagemap *pgmap)
{
	u64 found = w->distance_verdicts[pgmap->id];

	if (found >> 1 != w->request_number) {
		bool reached = w->owner && pci_distance(w, w->client->id, pgmap->private_data->device->id) >= 0;

		found = w->request_number << 1 | reached;
		w->distance_verdicts[pgmap->id] = found;
	}
	return found & 1;
}

static void answer_core_distance(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = false;

		if (is_device_private(pte)) {
			struct dev_pagemap *pgmap = pte_pgmap(w, pte);

			own = pgmap->owner == w->owner || core_reaches(w, pgmap);
		}
		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

enum { SEEN = 1, TOSSED = 2 };

static void note_foreign(struct world *w, struct dev_pagemap *pgmap)
{
	if (w->pagemap_states[pgmap->id])
		return;
	w->pagemap_states[pgmap->id] = SEEN;
	w->pagemaps_seen[w->pagemaps_seen_size++] = pgmap->id;
}

static void answer_after_walk(struct world *w, const u64 *ptes, int count, u64 *pfns)
{
	int i;

	for (i = 0; i < count; i++) {
		u64 pte = read_entry(ptes + i);
		bool own = false;

		if (is_device_private(pte)) {
			struct dev_pagemap *pgmap = pte_pgmap(w, pte);

			if (pgmap->owner != w->owner)
				note_foreign(w, pgmap);
			own = true;
		}
		pfns[i] = (pfns[i] & HMM_PFN_STICKY) | snapshot_word(pte, own);
	}
}

static void begin_after_walk(struct world *w)
{
	while (w->pagemaps_seen_size > 0)
		w->pagemap_states[w->pagemaps_seen[--w->pagemaps_seen_size]] = 0;
}

static void toss_back(struct world *w)
{
	int i;

	for (i = 0; i < w->pages; i++) {
		struct dev_pagemap *pgmap;

		if (!(w->pfns[i] & HMM_PFN_VALID))
			continue;
		pgmap = compound_head(pfn_to_page(w, w->pfns[i] & HMM_PFN_MASK))->pgmap;
		if (pgmap && w->pagemap_states[pgmap->id] == TOSSED)
			w->pfns[i] &= HMM_PFN_STICKY;
	}
}

static void end_after_walk(struct world *w)
{
	bool refused = false;
	int i;

	for (i = 0; i < w->pagemaps_seen_size; i++) {
		struct dev_pagemap *pgmap = w->pagemaps + w->pagemaps_seen[i];

		if (!ask(w, pgmap)) {
			w->pagemap_states[pgmap->id] = TOSSED;
			refused = true;
		}
	}
	if (refused)
		toss_back(w);
}

static void forget(struct world *w)
{
	w->last_pgmap = NULL;
	w->run_first = 1;
	w->run_last = 0;
}

/* Every table's entries answered, in order. */
static int answer_all(struct world *w, void (*answer)(struct world *w, const u64 *ptes, int count, u64 *pfns))
{
	u64 *pfns = w->pfns;
	int i;

	for (i = 0; i < w->pieces_size; i++) {
		answer(w, w->entries + w->pieces[i].word, w->pieces[i].pages, pfns);
		pfns += w->pieces[i].pages;
	}
	return 0;
}

static int none(struct world *w)
{
	return answer_all(w, answer_none);
}

static int none_with_cold_call(struct world *w)
{
	w->last_verdict = false;
	return answer_all(w, answer_none_with_cold_call);
}

static int callback_per_page(struct world *w)
{
	return answer_all(w, answer_callback_per_page);
}

static int callback_every_device_page(struct world *w)
{
	return answer_all(w, answer_callback_every_device_page);
}

static int callback_last_pagemap(struct world *w)
{
	forget(w);
	return answer_all(w, answer_callback_last_pagemap);
}

static int callback_last_run(struct world *w)
{
	forget(w);
	return answer_all(w, answer_callback_last_run);
}

static int callback_set_cache(struct world *w)
{
	memset(w->set_asked, 0, sizeof(w->set_asked));
	return answer_all(w, answer_callback_set_cache);
}

static int verdict_in_pagemap(struct world *w)
{
	do {
		w->seen_epoch = w->epoch;
		w->stamp = w->seen_epoch << 16 | (w->owner ? w->client->id + 1 : 0);
		answer_all(w, answer_verdict_in_pagemap);
	} while (w->epoch != w->seen_epoch);
	return 0;
}

static int map_type_table(struct world *w)
{
	forget(w);
	return answer_all(w, answer_map_type_table);
}

static int epoch_map(struct world *w)
{
	do {
		u64 now = w->epoch;

		if (now != w->seen_epoch) {
			verdict_clear(w->tables);
			w->seen_epoch = now;
		}
		answer_all(w, answer_epoch_map);
	} while (w->epoch != w->seen_epoch);
	return 0;
}

static int pair_verdicts(struct world *w)
{
	return answer_all(w, answer_pair_verdicts);
}

static int runtime_owner(struct world *w)
{
	return answer_all(w, answer_runtime_owner);
}

static int core_distance(struct world *w)
{
	w->request_number++;
	return answer_all(w, answer_core_distance);
}

static int after_walk(struct world *w)
{
	begin_after_walk(w);
	answer_all(w, answer_after_walk);
	end_after_walk(w);
	return 0;
}

const struct design callback_designs[] = {
	{ .name = "Q4 none", .walk = none },
	{ .name = "Q4 none-with-cold-call", .walk = none_with_cold_call },
	{ .name = "Q4 callback-per-page", .walk = callback_per_page },
	{ .name = "Q4 callback-every-device-page", .walk = callback_every_device_page },
	{ .name = "Q4 callback-last-pagemap", .walk = callback_last_pagemap },
	{ .name = "Q4 callback-last-run", .walk = callback_last_run },
	{ .name = "Q4 callback-set-cache", .walk = callback_set_cache },
	{ .name = "Q4 verdict-in-pagemap", .make = make_verdict_in_pagemap, .walk = verdict_in_pagemap },
	{ .name = "Q4 map-type-table", .make = make_tables, .walk = map_type_table },
	{ .name = "Q4 epoch-map", .make = make_tables, .walk = epoch_map },
	{ .name = "Q4 pair-verdicts", .make = make_pair_verdicts, .walk = pair_verdicts },
	{ .name = "Q4 runtime-owner", .make = make_runtime_owner, .walk = runtime_owner },
	{ .name = "Q4 core-distance", .make = make_core_distance, .walk = core_distance },
	{ .name = "Q4 after-walk", .walk = after_walk },
	{ .name = NULL },
};
