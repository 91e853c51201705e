/*
 * The model of a fault path as C has it: entries, struct pages, pagemaps, owners, devices, areas. The Java classes of package
 * dev.faultpath.model say what each stands for; names and bits are theirs. A design is a handful of plain functions over a
 * struct world, which is built once from what Java hands over.
 */
#ifndef FAULTPATH_H
#define FAULTPATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t u64;
typedef int64_t s64;

/* Page-table entries: Pte.java. */
#define PTE_PRESENT		(1ULL << 0)
#define PTE_WRITE		(1ULL << 1)
#define PTE_PROTNONE		(1ULL << 2)
#define PTE_SPECIAL		(1ULL << 3)
#define PTE_LEAF		(1ULL << 4)
#define PTE_TABLE		(1ULL << 5)
#define PTE_TYPE_MASK		(15ULL << 8)
#define PTE_SWAP		(1ULL << 8)
#define PTE_MIGRATION		(2ULL << 8)
#define PTE_DEVICE_PRIVATE	(3ULL << 8)
#define PTE_DEVICE_EXCLUSIVE	(4ULL << 8)
#define PTE_MARKER_UFFD_WP	(8ULL << 8)
#define PTE_PFN_SHIFT		12
#define PTE_MAX_PFN		((1ULL << 40) - 1)
#define PTE_OWNER_SHIFT		52
#define PTE_OWNER_MASK		(2047ULL << PTE_OWNER_SHIFT)

/* Words of the pfn table: HmmPfn.java. */
#define HMM_PFN_VALID		(1ULL << 63)
#define HMM_PFN_WRITE		(1ULL << 62)
#define HMM_PFN_ERROR		(1ULL << 61)
#define HMM_PFN_STICKY		(7ULL << 58)
#define HMM_PFN_ORDER_SHIFT	53
#define HMM_PFN_MASK		((1ULL << HMM_PFN_ORDER_SHIFT) - 1)
#define HMM_PFN_REQ_FAULT	HMM_PFN_VALID
#define HMM_PFN_REQ_WRITE	HMM_PFN_WRITE

/* Geometry: Paging.java. */
#define PAGE_SHIFT		12
#define PAGE_SIZE		(1ULL << PAGE_SHIFT)
#define PMD_SHIFT		21
#define PUD_SHIFT		30
#define PGDIR_SHIFT		39
#define PMD_ORDER		(PMD_SHIFT - PAGE_SHIFT)
#define PUD_ORDER		(PUD_SHIFT - PAGE_SHIFT)
#define PTRS_PER_TABLE		512

#define ZERO_PFN		1
#define HUGE_ZERO_PFN		512

struct owner {
	int id;
};

struct device {
	int id;
	int bus_address;
};

struct dev_pagemap;

struct dev_pagemap_ops {
	bool (*may_access)(const struct device *client, struct dev_pagemap *pgmap);
};

/* What a driver keeps behind its pagemap. */
struct driver {
	const unsigned char *links;	/* by client id times devices plus provider id */
	int devices;
	struct device *device;
	struct world *world;		/* of the driver that counts its calls */
};

struct dev_pagemap {
	const struct dev_pagemap_ops *ops;
	struct owner *owner;
	struct driver *private_data;
	u64 first_pfn;
	u64 last_pfn;
	struct page *pages;		/* of its own, where device pages have no pfn */
	int id;
	int owner_id;
	bool device_private;		/* or coherent, which has a pfn */
	u64 verdict;			/* what a design would add */
	struct owner *granted_owner;	/* what a design would add */
};

struct page {
	unsigned long flags;
	unsigned long compound_head;	/* bit 0: a tail, and the rest is its head's address */
	struct dev_pagemap *pgmap;
	unsigned long rest[5];
};

_Static_assert(sizeof(struct page) == 64, "a struct page is one line");

struct vma {
	u64 start;
	u64 end;
	int flags;
	int hugetlb_order;
};

/* Vma.java. */
#define VM_READ			(1 << 0)
#define VM_WRITE		(1 << 1)
#define VM_IO			(1 << 4)
#define VM_PFNMAP		(1 << 5)
#define VM_HUGETLB		(1 << 7)

/* What a walk has found: LeafStream.java. */
#define PIECE_TABLE		(-1)

struct piece {
	u64 word;			/* a span's first word, or the index of a table's first entry */
	int pages;
	int step;			/* PIECE_TABLE, or what each further word has more */
};

/* What a walk returns: HmmWalk and Errno. */
#define NEED_FAULT		1
#define SUBTREE			2
#define EFAULT_			(-14)
#define EBUSY_			(-16)
#define EINVAL_			(-22)

#define FAULT			1
#define FAULT_WRITE		2

#define SET_CACHE_SLOTS		8
#define MOST_DESIGNS		64

enum verdict {
	UNKNOWN,
	REFUSED,
	GRANTED,
};

#define MAPLE_LEAF_SLOTS	16
#define MAPLE_INNER_SLOTS	10

/* A node of a tree of ranges: MapleTree.java. What a leaf's slot has, and an inner node's: a pagemap or NULL, and the node below. */
struct maple_node {
	struct maple_node *parent;	/* its own address once it was replaced */
	u64 pivots[MAPLE_LEAF_SLOTS - 1];
	void *slots[MAPLE_LEAF_SLOTS];
};

_Static_assert(sizeof(struct maple_node) == 256, "a node is four lines");

/* From a number to an answer: open addressing, at most half full. Stands for an xarray. */
struct verdict_table {
	u64 *keys;			/* plus one; 0 is an empty slot */
	unsigned char *verdicts;
	u64 slots;
	u64 size;
};

/* A request, and the machine that it is for. */
struct world {
	const struct api *api;
	int (*walks[MOST_DESIGNS])(struct world *w);	/* by number */

	/* the machine */
	u64 *entries;
	u64 entries_size;
	u64 tables_freed;
	struct page *memmap;
	u64 memmap_size;
	struct dev_pagemap *pagemaps;
	int pagemaps_size;
	struct owner *owners;		/* by id */
	int owners_size;
	struct device *devices;
	struct driver *drivers;
	int devices_size;
	unsigned char *links;
	int *upstream;
	unsigned char *redirects;
	unsigned char *routes;
	int nodes;
	struct vma *vmas;
	int vmas_size;
	volatile u64 epoch;

	/* the request */
	u64 start;
	u64 end;
	u64 last;
	u64 default_flags;
	u64 pfn_flags_mask;
	struct owner *owner;
	struct device *client;
	struct piece *pieces;
	int pieces_size;
	u64 *pfns;
	int pages;
	u64 fault_end;
	int fault_need;
	int wait_index;

	/* calls of the driver that counts, and the pagemaps that they were about */
	u64 calls;
	int *asked;
	u64 asked_room;

	/* Q2 */
	u64 bytes_written;
	u64 *extent_words;
	int *extent_firsts;
	int extents;
	int extents_room;
	u64 extent_next;
	int extent_step;

	/* Q3 and Q4 */
	struct dev_pagemap *last_pgmap;
	struct page *last_head;
	bool last_verdict;
	u64 run_first;
	u64 run_last;
	u64 *reachable;
	unsigned char *grades;
	int grades_row;
	u64 *range_firsts;
	u64 *range_lasts;
	int ranges;
	struct maple_node *maple_nodes;
	struct maple_node *maple_root;
	int maple_levels;		/* above the leaves */
	struct dev_pagemap *set_asked[SET_CACHE_SLOTS];
	bool set_verdicts[SET_CACHE_SLOTS];
	u64 seen_epoch;
	u64 stamp;
	u64 request_number;
	u64 *distance_verdicts;
	unsigned char *pair_verdicts;
	unsigned char *pagemap_states;
	int *pagemaps_seen;
	int pagemaps_seen_size;
	struct verdict_table *tables;
	int tables_size;

	/* Q1 */
	bool kept;
	u64 kept_tables_freed;
	u64 kept_segment;
	u64 kept_first;
};

/* A design by its name; the name's first word is its question. */
struct design {
	const char *name;
	void (*make)(struct world *w);		/* what it keeps, built anew; may be missing */
	int (*walk)(struct world *w);
	void (*expand)(struct world *w, u64 *dense);	/* the words, where they are not simply w->pfns */
};

/* What Java hands over, in this order. */
enum part {
	PART_HEADER,
	PART_ENTRIES,
	PART_MEMMAP,
	PART_PAGEMAPS,
	PART_DEVICES,
	PART_LINKS,
	PART_NODES,
	PART_VMAS,
	PART_PIECES,
	PARTS,
};

struct array {
	const s64 *at;
	u64 size;
};

/* What a library offers to the side of Java. */
struct api {
	const char *(*name)(int design);	/* NULL past the last */
	struct world *(*build)(const struct array *parts);	/* NULL where memory is short */
	void (*adopt)(struct world *w);		/* this library's code walks it from now on */
	void (*release)(struct world *w);
	int (*make)(struct world *w, int design);
	int (*walk)(struct world *w, int design);	/* from the start of the request */
	int (*go_on)(struct world *w, int design);	/* from where a walk has stopped */
	void (*expand)(struct world *w, int design, u64 *dense);
	int (*set_entries)(struct world *w, const s64 *entries, u64 size, u64 tables_freed);
};

extern const struct design walk_designs[];
extern const struct design populate_designs[];
extern const struct design owner_designs[];
extern const struct design callback_designs[];

static inline u64 read_entry(const u64 *entry)
{
	return *(const volatile u64 *)entry;
}

static inline u64 pte_pfn(u64 pte)
{
	return pte >> PTE_PFN_SHIFT & PTE_MAX_PFN;
}

static inline bool pte_present(u64 pte)
{
	return pte & PTE_PRESENT;
}

static inline bool is_table(u64 entry)
{
	return entry & PTE_TABLE;
}

static inline bool is_leaf(u64 entry)
{
	return (entry & (PTE_PRESENT | PTE_LEAF)) == (PTE_PRESENT | PTE_LEAF);
}

static inline bool is_device_private(u64 pte)
{
	return (pte & (PTE_TYPE_MASK | PTE_PRESENT)) == PTE_DEVICE_PRIVATE;
}

static inline bool is_zero_page(u64 pte)
{
	u64 pfn = pte_pfn(pte);

	return pte_present(pte) && (pfn == ZERO_PFN || pfn == HUGE_ZERO_PFN);
}

/* What an entry grants once its page may be used. */
static inline u64 leaf_flags(u64 pte)
{
	return pte & PTE_WRITE ? HMM_PFN_VALID | HMM_PFN_WRITE : HMM_PFN_VALID;
}

/* What a present entry grants; a protection-none hint grants nothing. */
static inline u64 cpu_flags(u64 pte)
{
	if ((pte & (PTE_PRESENT | PTE_PROTNONE)) != PTE_PRESENT)
		return 0;
	return leaf_flags(pte);
}

/* The word of one entry of the last level for a snapshot; own: its page is device memory that is taken as it is. */
static inline u64 snapshot_word(u64 pte, bool own)
{
	if (pte_present(pte)) {
		if ((pte & PTE_SPECIAL) && !is_zero_page(pte))
			return HMM_PFN_ERROR;
		return pte_pfn(pte) | cpu_flags(pte);
	}
	return own ? pte_pfn(pte) | leaf_flags(pte) : 0;
}

static inline struct page *pfn_to_page(const struct world *w, u64 pfn)
{
	return w->memmap + pfn;
}

static inline struct page *compound_head(struct page *page)
{
	unsigned long head = page->compound_head;

	return head & 1 ? (struct page *)(head - 1) : page;
}

/* Entry, page, head, pagemap. */
static inline struct dev_pagemap *pte_pgmap(const struct world *w, u64 pte)
{
	return compound_head(pfn_to_page(w, pte_pfn(pte)))->pgmap;
}

static inline u64 segment_end(u64 addr, u64 size, u64 end)
{
	u64 boundary = (addr + size) & -size;

	return boundary - 1 < end - 1 ? boundary : end;
}

#endif
