/* Builds a world from what Java hands over, and finds designs by their numbers. */
#include "faultpath.h"

enum header {
	HEADER_START,
	HEADER_END,
	HEADER_PAGES,
	HEADER_DEFAULT_FLAGS,
	HEADER_PFN_FLAGS_MASK,
	HEADER_OWNER,		/* its id, 0 for nobody */
	HEADER_CLIENT,		/* id of the device that asks */
	HEADER_COUNTS,		/* whether drivers count their calls */
	HEADER_TABLES_FREED,
};

enum { PAGEMAP_DEVICE, PAGEMAP_OWNER, PAGEMAP_FIRST, PAGEMAP_LAST, PAGEMAP_OPS, PAGEMAP_PRIVATE, PAGEMAP_FIELDS };
enum { NODE_UPSTREAM, NODE_REDIRECTS, NODE_ROUTES, NODE_FIELDS };
enum { VMA_START, VMA_END, VMA_FLAGS, VMA_HUGETLB_ORDER, VMA_FIELDS };
enum { PIECE_WORD, PIECE_PAGES, PIECE_STEP, PIECE_FIELDS };
/* Words of a struct page as Java has it: Memmap.java. */
enum { MEMMAP_HEAD = 1, MEMMAP_PAGEMAP = 2, MEMMAP_STRIDE = 8 };

static bool linked(const struct device *client, const struct dev_pagemap *pgmap)
{
	const struct driver *driver = pgmap->private_data;

	return driver->links[client->id * driver->devices + driver->device->id];
}

static bool link_table(const struct device *client, struct dev_pagemap *pgmap)
{
	return linked(client, pgmap);
}

/* The same, and it keeps what it was asked about. */
static bool counting_link_table(const struct device *client, struct dev_pagemap *pgmap)
{
	struct world *w = pgmap->private_data->world;

	if (w->calls == w->asked_room) {
		w->asked_room = w->asked_room ? 2 * w->asked_room : 1024;
		w->asked = realloc(w->asked, w->asked_room * sizeof(*w->asked));
		if (!w->asked)
			abort();
	}
	w->asked[w->calls++] = pgmap->id;
	return linked(client, pgmap);
}

static const struct dev_pagemap_ops link_table_ops = { .may_access = link_table };
static const struct dev_pagemap_ops counting_ops = { .may_access = counting_link_table };

static void release(struct world *w)
{
	int i;

	if (!w)
		return;
	for (i = 0; w->tables && i < w->tables_size; i++) {
		free(w->tables[i].keys);
		free(w->tables[i].verdicts);
	}
	free(w->tables);
	free(w->entries);
	free(w->memmap);
	free(w->pagemaps);
	free(w->owners);
	free(w->devices);
	free(w->drivers);
	free(w->links);
	free(w->upstream);
	free(w->redirects);
	free(w->routes);
	free(w->vmas);
	free(w->pieces);
	free(w->pfns);
	free(w->asked);
	free(w->extent_words);
	free(w->extent_firsts);
	free(w->reachable);
	free(w->grades);
	free(w->range_firsts);
	free(w->range_lasts);
	free(w->maple_nodes);
	free(w->distance_verdicts);
	free(w->pair_verdicts);
	free(w->pagemap_states);
	free(w->pagemaps_seen);
	free(w);
}

static void *room(u64 count, u64 size)
{
	return calloc(count ? count : 1, size);
}

/* Zeroed, and aligned as a page table or a memmap is. */
static void *pages_of(u64 bytes)
{
	u64 size = (bytes + PAGE_SIZE - 1) & -PAGE_SIZE;
	void *at = aligned_alloc(PAGE_SIZE, size ? size : PAGE_SIZE);

	if (at)
		memset(at, 0, size ? size : PAGE_SIZE);
	return at;
}

static bool allocate(struct world *w, const struct array *parts)
{
	int i;

	w->entries_size = parts[PART_ENTRIES].size;
	w->memmap_size = parts[PART_MEMMAP].size / MEMMAP_STRIDE;
	w->pagemaps_size = parts[PART_PAGEMAPS].size / PAGEMAP_FIELDS;
	w->devices_size = parts[PART_DEVICES].size;
	w->nodes = parts[PART_NODES].size / NODE_FIELDS;
	w->vmas_size = parts[PART_VMAS].size / VMA_FIELDS;
	w->pieces_size = parts[PART_PIECES].size / PIECE_FIELDS;
	w->pages = parts[PART_HEADER].at[HEADER_PAGES];
	w->owners_size = parts[PART_HEADER].at[HEADER_OWNER] + 1;
	for (i = 0; i < w->pagemaps_size; i++) {
		int owner = parts[PART_PAGEMAPS].at[i * PAGEMAP_FIELDS + PAGEMAP_OWNER];

		if (owner >= w->owners_size)
			w->owners_size = owner + 1;
	}
	w->extents_room = 16;
	w->tables_size = w->devices_size ? w->devices_size : 1;

	w->entries = pages_of(w->entries_size * sizeof(u64));
	w->memmap = pages_of(w->memmap_size * sizeof(struct page));
	w->pfns = pages_of(w->pages * sizeof(u64));
	w->pagemaps = room(w->pagemaps_size, sizeof(*w->pagemaps));
	w->owners = room(w->owners_size, sizeof(*w->owners));
	w->devices = room(w->devices_size, sizeof(*w->devices));
	w->drivers = room(w->devices_size, sizeof(*w->drivers));
	w->links = room(parts[PART_LINKS].size, 1);
	w->upstream = room(w->nodes, sizeof(*w->upstream));
	w->redirects = room(w->nodes, 1);
	w->routes = room(w->nodes, 1);
	w->vmas = room(w->vmas_size, sizeof(*w->vmas));
	w->pieces = room(w->pieces_size, sizeof(*w->pieces));
	w->extent_words = room(w->extents_room, sizeof(u64));
	w->extent_firsts = room(w->extents_room, sizeof(int));
	w->reachable = room((w->pagemaps_size + 63) / 64, sizeof(u64));
	w->grades = room((u64)w->owners_size * w->pagemaps_size, 1);
	w->range_firsts = room(w->pagemaps_size, sizeof(u64));
	w->range_lasts = room(w->pagemaps_size, sizeof(u64));
	/* At most two slots a pagemap and one behind all, and fewer inner nodes than leaves. */
	w->maple_nodes = pages_of(2 * (2ULL * w->pagemaps_size / MAPLE_LEAF_SLOTS + 1) * sizeof(*w->maple_nodes));
	w->distance_verdicts = room(w->pagemaps_size, sizeof(u64));
	w->pair_verdicts = room(w->devices_size, 1);
	w->pagemap_states = room(w->pagemaps_size, 1);
	w->pagemaps_seen = room(w->pagemaps_size, sizeof(int));
	w->tables = room(w->tables_size, sizeof(*w->tables));
	if (!w->entries || !w->memmap || !w->pfns || !w->pagemaps || !w->owners || !w->devices || !w->drivers || !w->links
	    || !w->upstream || !w->redirects || !w->routes || !w->vmas || !w->pieces || !w->extent_words || !w->extent_firsts
	    || !w->reachable || !w->grades || !w->range_firsts || !w->range_lasts || !w->maple_nodes || !w->distance_verdicts || !w->pair_verdicts
	    || !w->pagemap_states || !w->pagemaps_seen || !w->tables)
		return false;
	for (i = 0; i < w->tables_size; i++) {
		struct verdict_table *table = w->tables + i;

		/* The first has every pagemap, the others one client each. */
		table->slots = 8;
		while (i == 0 && table->slots < 2 * (u64)w->pagemaps_size)
			table->slots *= 2;
		table->keys = room(table->slots, sizeof(*table->keys));
		table->verdicts = room(table->slots, 1);
		if (!table->keys || !table->verdicts)
			return false;
	}
	return true;
}

static void fill_machine(struct world *w, const struct array *parts)
{
	bool counts = parts[PART_HEADER].at[HEADER_COUNTS];
	u64 pfn;
	int i;

	memcpy(w->entries, parts[PART_ENTRIES].at, w->entries_size * sizeof(u64));
	for (i = 0; i < w->owners_size; i++)
		w->owners[i].id = i;
	for (i = 0; (u64)i < parts[PART_LINKS].size; i++)
		w->links[i] = parts[PART_LINKS].at[i];
	for (i = 0; i < w->devices_size; i++) {
		w->devices[i].id = i;
		w->devices[i].bus_address = parts[PART_DEVICES].at[i];
		w->drivers[i].links = w->links;
		w->drivers[i].devices = w->devices_size;
		w->drivers[i].device = w->devices + i;
		w->drivers[i].world = w;
	}
	for (i = 0; i < w->pagemaps_size; i++) {
		const s64 *from = parts[PART_PAGEMAPS].at + i * PAGEMAP_FIELDS;
		struct dev_pagemap *pgmap = w->pagemaps + i;

		pgmap->id = i;
		pgmap->private_data = w->drivers + from[PAGEMAP_DEVICE];
		pgmap->owner = w->owners + from[PAGEMAP_OWNER];
		pgmap->owner_id = from[PAGEMAP_OWNER];
		pgmap->granted_owner = pgmap->owner;
		pgmap->first_pfn = from[PAGEMAP_FIRST];
		pgmap->last_pfn = from[PAGEMAP_LAST];
		pgmap->device_private = from[PAGEMAP_PRIVATE];
		pgmap->pages = w->memmap + pgmap->first_pfn;
		pgmap->ops = !from[PAGEMAP_OPS] ? NULL : counts ? &counting_ops : &link_table_ops;
	}
	for (pfn = 0; pfn < w->memmap_size; pfn++) {
		const s64 *from = parts[PART_MEMMAP].at + pfn * MEMMAP_STRIDE;
		struct page *page = w->memmap + pfn;

		if (from[MEMMAP_HEAD] & 1)
			page->compound_head = (unsigned long)(w->memmap + ((u64)from[MEMMAP_HEAD] >> 1)) | 1;
		if (from[MEMMAP_PAGEMAP])
			page->pgmap = w->pagemaps + from[MEMMAP_PAGEMAP] - 1;
	}
	for (i = 0; i < w->nodes; i++) {
		const s64 *from = parts[PART_NODES].at + i * NODE_FIELDS;

		w->upstream[i] = from[NODE_UPSTREAM];
		w->redirects[i] = from[NODE_REDIRECTS];
		w->routes[i] = from[NODE_ROUTES];
	}
	for (i = 0; i < w->vmas_size; i++) {
		const s64 *from = parts[PART_VMAS].at + i * VMA_FIELDS;

		w->vmas[i].start = from[VMA_START];
		w->vmas[i].end = from[VMA_END];
		w->vmas[i].flags = from[VMA_FLAGS];
		w->vmas[i].hugetlb_order = from[VMA_HUGETLB_ORDER];
	}
}

static void fill_request(struct world *w, const struct array *parts)
{
	const s64 *header = parts[PART_HEADER].at;
	int i;

	w->start = header[HEADER_START];
	w->end = header[HEADER_END];
	w->default_flags = header[HEADER_DEFAULT_FLAGS];
	w->pfn_flags_mask = header[HEADER_PFN_FLAGS_MASK];
	w->tables_freed = header[HEADER_TABLES_FREED];
	w->owner = header[HEADER_OWNER] ? w->owners + header[HEADER_OWNER] : NULL;
	w->client = w->devices_size ? w->devices + header[HEADER_CLIENT] : NULL;
	w->epoch = 1;
	for (i = 0; i < w->pieces_size; i++) {
		const s64 *from = parts[PART_PIECES].at + i * PIECE_FIELDS;

		w->pieces[i].word = from[PIECE_WORD];
		w->pieces[i].pages = from[PIECE_PAGES];
		w->pieces[i].step = from[PIECE_STEP];
	}
}

static const struct design *design_at(int number)
{
	const struct design *const all[] = { walk_designs, populate_designs, owner_designs, callback_designs };
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++) {
		const struct design *design;

		for (design = all[i]; design->name; design++)
			if (number-- == 0)
				return design;
	}
	return NULL;
}

static const char *name(int number)
{
	const struct design *design = design_at(number);

	return design ? design->name : NULL;
}

static int make(struct world *w, int number)
{
	const struct design *design = design_at(number);

	if (!design)
		return EINVAL_;
	if (design->make)
		design->make(w);
	return 0;
}

static int walk(struct world *w, int number)
{
	w->last = w->start;
	return w->walks[number](w);
}

static int go_on(struct world *w, int number)
{
	return w->walks[number](w);
}

static void expand(struct world *w, int number, u64 *dense)
{
	const struct design *design = design_at(number);

	if (design->expand)
		design->expand(w, dense);
	else
		memcpy(dense, w->pfns, w->pages * sizeof(u64));
}

static int set_entries(struct world *w, const s64 *entries, u64 size, u64 tables_freed)
{
	if (size > w->entries_size) {
		u64 *grown = pages_of(size * sizeof(u64));

		if (!grown)
			return EFAULT_;
		free(w->entries);
		w->entries = grown;
		w->entries_size = size;
	}
	memcpy(w->entries, entries, size * sizeof(u64));
	w->tables_freed = tables_freed;
	return 0;
}

static struct world *build(const struct array *parts);
static void adopt(struct world *w);

__attribute__((visibility("default"))) const struct api faultpath_api = {
	.name = name,
	.build = build,
	.adopt = adopt,
	.release = release,
	.make = make,
	.walk = walk,
	.go_on = go_on,
	.expand = expand,
	.set_entries = set_entries,
};

static void adopt(struct world *w)
{
	int i;

	w->api = &faultpath_api;
	for (i = 0; i < MOST_DESIGNS && design_at(i); i++)
		w->walks[i] = design_at(i)->walk;
}

static struct world *build(const struct array *parts)
{
	struct world *w = calloc(1, sizeof(*w));

	if (!w)
		return NULL;
	if (!allocate(w, parts)) {
		release(w);
		return NULL;
	}
	adopt(w);
	fill_machine(w, parts);
	fill_request(w, parts);
	return w;
}
