/*
 * Q1, the range walk: how a virtual range is turned into its leaf entries. The decisions are those of DecisionTable.java, and so are the
 * numbers of the rows.
 */
#include "faultpath.h"

static inline u64 read_at(const struct world *w, u64 index)
{
	return read_entry(w->entries + index);
}

static inline u64 slot(u64 addr, int shift)
{
	return addr >> shift & (PTRS_PER_TABLE - 1);
}

/* Index of the entry for addr in the table that upper points to. */
static inline u64 index_in(u64 upper, u64 addr, int shift)
{
	return pte_pfn(upper) << 9 | slot(addr, shift);
}

static inline int word_index(const struct world *w, u64 addr)
{
	return (addr - w->start) >> PAGE_SHIFT;
}

/* The first area that ends above addr. */
static const struct vma *find_vma(const struct world *w, u64 addr)
{
	int low = 0;
	int high = w->vmas_size;

	while (low < high) {
		int middle = (low + high) / 2;

		if (w->vmas[middle].end > addr)
			high = middle;
		else
			low = middle + 1;
	}
	return low < w->vmas_size ? w->vmas + low : NULL;
}

static inline bool walkable(const struct vma *vma)
{
	return (vma->flags & (VM_READ | VM_IO | VM_PFNMAP)) == VM_READ;
}

/* Whether a word's request needs a CPU fault, given what the entry offers. */
static inline int need_of(const struct world *w, u64 word, u64 flags)
{
	u64 request = (word & w->pfn_flags_mask) | w->default_flags;

	if (!(request & HMM_PFN_REQ_FAULT))
		return 0;
	if ((request & HMM_PFN_REQ_WRITE) && !(flags & HMM_PFN_WRITE))
		return FAULT | FAULT_WRITE;
	return flags & HMM_PFN_VALID ? 0 : FAULT;
}

/* The same for the words of [addr, end) together. */
static int need_of_range(const struct world *w, u64 addr, u64 end, u64 flags)
{
	int need = 0;
	int to = word_index(w, end);
	int i;

	if (!((w->default_flags | w->pfn_flags_mask) & HMM_PFN_REQ_FAULT))
		return 0;
	for (i = word_index(w, addr); i < to && need != (FAULT | FAULT_WRITE); i++)
		need |= need_of(w, w->pfns[i], flags);
	return need;
}

static int fill(struct world *w, u64 addr, u64 end, u64 bits)
{
	int to = word_index(w, end);
	int i;

	for (i = word_index(w, addr); i < to; i++)
		w->pfns[i] = (w->pfns[i] & HMM_PFN_STICKY) | bits;
	return 0;
}

static int fill_mapping(struct world *w, u64 addr, u64 end, u64 pfn, u64 bits)
{
	int to = word_index(w, end);
	int i;

	for (i = word_index(w, addr); i < to; i++)
		w->pfns[i] = (w->pfns[i] & HMM_PFN_STICKY) | pfn++ | bits;
	return 0;
}

static inline u64 pfn_at(u64 entry, u64 addr, u64 size)
{
	return pte_pfn(entry) + ((addr & (size - 1)) >> PAGE_SHIFT);
}

/* Stops the walk: [addr, end) needs CPU faults. */
static int need_fault(struct world *w, u64 addr, u64 end, int need)
{
	w->last = addr;
	w->fault_end = end;
	w->fault_need = need;
	return NEED_FAULT;
}

/* Stops the walk: the migration entry at index must go first. */
static int wait_for_migration(struct world *w, u64 addr, u64 index)
{
	w->last = addr;
	w->wait_index = index;
	return EBUSY_;
}

/* Row 2. */
static int unwalkable(struct world *w, u64 addr, u64 end)
{
	if (need_of_range(w, addr, end, 0))
		return EFAULT_;
	return fill(w, addr, end, HMM_PFN_ERROR);
}

/* Rows 1 and 3. */
static int hole(struct world *w, const struct vma *vma, u64 addr, u64 end)
{
	int need = need_of_range(w, addr, end, 0);

	if (!vma)
		return need ? EFAULT_ : fill(w, addr, end, HMM_PFN_ERROR);
	return need ? need_fault(w, addr, end, need) : fill(w, addr, end, 0);
}

static int absent_pte(struct world *w, u64 addr, u64 end, u64 entry, u64 index)
{
	u64 *word = w->pfns + word_index(w, addr);
	u64 type = entry & PTE_TYPE_MASK;
	int need;

	if (is_device_private(entry) && pte_pgmap(w, entry)->owner == w->owner) {
		*word = (*word & HMM_PFN_STICKY) | pte_pfn(entry) | leaf_flags(entry);
		return 0;
	}
	need = need_of(w, *word, 0);
	if (!need) {
		*word &= HMM_PFN_STICKY;
		return 0;
	}
	if (type == PTE_MIGRATION)
		return wait_for_migration(w, addr, index);
	if (!entry || type == PTE_MARKER_UFFD_WP || type == PTE_SWAP || type == PTE_DEVICE_PRIVATE || type == PTE_DEVICE_EXCLUSIVE)
		return need_fault(w, addr, end, need);
	return EFAULT_;
}

/* Rows 4 to 16; end is that of the segment, to which a fault span reaches. */
static inline int decide_pte(struct world *w, u64 addr, u64 end, u64 entry, u64 index)
{
	u64 *word = w->pfns + word_index(w, addr);
	u64 flags;
	int need;

	if (!pte_present(entry))
		return absent_pte(w, addr, end, entry, index);
	flags = cpu_flags(entry);
	need = need_of(w, *word, flags);
	if (need)
		return need_fault(w, addr, end, need);
	if ((entry & PTE_SPECIAL) && !is_zero_page(entry)) {
		if (need_of(w, *word, 0))
			return EFAULT_;
		*word = (*word & HMM_PFN_STICKY) | HMM_PFN_ERROR;
		return 0;
	}
	*word = (*word & HMM_PFN_STICKY) | pte_pfn(entry) | flags;
	return 0;
}

/* Rows 21 to 23 and 25. */
static int decide_leaf(struct world *w, u64 addr, u64 end, u64 entry, int order)
{
	u64 flags = cpu_flags(entry);
	int need = need_of_range(w, addr, end, flags);

	if (need)
		return need_fault(w, addr, end, need);
	if (flags)
		flags |= (u64)order << HMM_PFN_ORDER_SHIFT;
	return fill_mapping(w, addr, end, pfn_at(entry, addr, PAGE_SIZE << order), flags);
}

static int absent_pmd(struct world *w, u64 addr, u64 end, u64 entry, u64 index)
{
	bool private = is_device_private(entry);
	int need;

	if (private && pte_pgmap(w, entry)->owner == w->owner)
		return fill_mapping(w, addr, end, pfn_at(entry, addr, 1ULL << PMD_SHIFT),
				    leaf_flags(entry) | (u64)PMD_ORDER << HMM_PFN_ORDER_SHIFT);
	need = need_of_range(w, addr, end, 0);
	if ((entry & PTE_TYPE_MASK) == PTE_MIGRATION)
		return need ? wait_for_migration(w, addr, index) : fill(w, addr, end, 0);
	if (!need)
		return fill(w, addr, end, HMM_PFN_ERROR);
	return private ? need_fault(w, addr, end, need) : EFAULT_;
}

/* Rows 3 and 17 to 24. */
static int decide_pmd(struct world *w, const struct vma *vma, u64 addr, u64 end, u64 entry, u64 index)
{
	if (!entry)
		return hole(w, vma, addr, end);
	if (!pte_present(entry))
		return absent_pmd(w, addr, end, entry, index);
	if (is_leaf(entry))
		return decide_leaf(w, addr, end, entry, PMD_ORDER);
	return need_of_range(w, addr, end, 0) ? EFAULT_ : fill(w, addr, end, HMM_PFN_ERROR);
}

/* Rows 25 and 26: with a hint not present, as on x86. */
static int decide_pud(struct world *w, const struct vma *vma, u64 addr, u64 end, u64 entry)
{
	if (is_leaf(entry) && !(entry & PTE_PROTNONE))
		return decide_leaf(w, addr, end, entry, PUD_ORDER);
	return hole(w, vma, addr, end);
}

/* Rows 27 and 28. */
static int decide_hugetlb(struct world *w, const struct vma *vma, u64 addr, u64 end, u64 entry)
{
	u64 flags = cpu_flags(entry);
	int need = need_of(w, w->pfns[word_index(w, addr)], flags);

	if (need)
		return need_fault(w, addr, end, need);
	return fill_mapping(w, addr, end, pfn_at(entry, addr, PAGE_SIZE << vma->hugetlb_order),
			    flags | (u64)vma->hugetlb_order << HMM_PFN_ORDER_SHIFT);
}

/* The entry of a hugetlb page; none where its table is missing, too. */
static u64 hugetlb_entry(const struct world *w, u64 addr, int shift, u64 *index)
{
	u64 entry;

	*index = slot(addr, PGDIR_SHIFT);
	entry = read_at(w, *index);
	if (!is_table(entry))
		return 0;
	*index = index_in(entry, addr, PUD_SHIFT);
	entry = read_at(w, *index);
	if (shift == PUD_SHIFT)
		return entry;
	if (!is_table(entry))
		return 0;
	*index = index_in(entry, addr, PMD_SHIFT);
	return read_at(w, *index);
}

/* The generic walker: a callback for each level. */
struct mm_walk_ops {
	int (*test_walk)(struct world *w, const struct vma *vma, u64 addr, u64 end);
	int (*pte_hole)(struct world *w, const struct vma *vma, u64 addr, u64 end);
	int (*pud_entry)(struct world *w, const struct vma *vma, u64 addr, u64 end, u64 index);
	int (*pmd_entry)(struct world *w, const struct vma *vma, u64 addr, u64 end, u64 index);
	int (*hugetlb_entry)(struct world *w, const struct vma *vma, u64 addr, u64 end, u64 entry);
};

static int walk_pmds(struct world *w, const struct vma *vma, u64 addr, u64 end, u64 upper, const struct mm_walk_ops *ops)
{
	u64 next;
	int rc = 0;

	for (; !rc && addr < end; addr = next) {
		u64 index = index_in(upper, addr, PMD_SHIFT);

		next = segment_end(addr, 1ULL << PMD_SHIFT, end);
		if (!read_at(w, index))
			rc = ops->pte_hole(w, vma, addr, next);
		else
			rc = ops->pmd_entry(w, vma, addr, next, index);
	}
	return rc;
}

static int walk_puds(struct world *w, const struct vma *vma, u64 addr, u64 end, u64 upper, const struct mm_walk_ops *ops)
{
	u64 next;
	int rc = 0;

	for (; !rc && addr < end; addr = next) {
		u64 index = index_in(upper, addr, PUD_SHIFT);

		next = segment_end(addr, 1ULL << PUD_SHIFT, end);
		do {
			u64 entry;

			if (!read_at(w, index)) {
				rc = ops->pte_hole(w, vma, addr, next);
				continue;
			}
			rc = ops->pud_entry(w, vma, addr, next, index);
			entry = read_at(w, index);
			/* An entry that changed after the callback saw a table is looked at anew. */
			if (rc == SUBTREE && is_table(entry))
				rc = walk_pmds(w, vma, addr, next, entry, ops);
		} while (rc == SUBTREE);
	}
	return rc;
}

static int walk_pgds(struct world *w, const struct vma *vma, u64 addr, u64 end, const struct mm_walk_ops *ops)
{
	u64 next;
	int rc = 0;

	for (; !rc && addr < end; addr = next) {
		u64 entry = read_at(w, slot(addr, PGDIR_SHIFT));

		next = segment_end(addr, 1ULL << PGDIR_SHIFT, end);
		if (is_table(entry))
			rc = walk_puds(w, vma, addr, next, entry, ops);
		else
			rc = ops->pte_hole(w, vma, addr, next);
	}
	return rc;
}

static int walk_hugetlb(struct world *w, const struct vma *vma, u64 addr, u64 end, const struct mm_walk_ops *ops)
{
	int shift = PAGE_SHIFT + vma->hugetlb_order;
	u64 next;
	int rc = 0;

	for (; !rc && addr < end; addr = next) {
		u64 index;
		u64 entry = hugetlb_entry(w, addr, shift, &index);

		next = segment_end(addr, 1ULL << shift, end);
		if (entry)
			rc = ops->hugetlb_entry(w, vma, addr, next, entry);
		else
			rc = ops->pte_hole(w, vma, addr, next);
	}
	return rc;
}

static int walk_page_range(struct world *w, const struct mm_walk_ops *ops)
{
	u64 addr = w->last;
	u64 end = w->end;
	const struct vma *vma;
	u64 next;
	int rc = 0;

	if (addr >= end)
		return EINVAL_;
	vma = find_vma(w, addr);
	for (; !rc && addr < end; addr = next) {
		const struct vma *current = vma;

		if (!vma || addr < vma->start) {
			next = vma && vma->start < end ? vma->start : end;
			rc = ops->pte_hole(w, NULL, addr, next);
			continue;
		}
		next = current->end < end ? current->end : end;
		vma = find_vma(w, current->end);
		rc = ops->test_walk(w, current, addr, next);
		if (rc > 0)
			rc = 0;
		else if (!rc && (current->flags & VM_HUGETLB))
			rc = walk_hugetlb(w, current, addr, next, ops);
		else if (!rc)
			rc = walk_pgds(w, current, addr, next, ops);
	}
	return rc;
}

static int hmm_test_walk(struct world *w, const struct vma *vma, u64 addr, u64 end)
{
	int rc;

	if (walkable(vma))
		return 0;
	rc = unwalkable(w, addr, end);
	return rc ? rc : 1;
}

static int hmm_pud_entry(struct world *w, const struct vma *vma, u64 addr, u64 end, u64 index)
{
	u64 entry = read_at(w, index);

	return is_table(entry) ? SUBTREE : decide_pud(w, vma, addr, end, entry);
}

static int hmm_pmd_entry(struct world *w, const struct vma *vma, u64 addr, u64 end, u64 index)
{
	u64 pmd = read_at(w, index);
	u64 pte;

	if (!is_table(pmd))
		return decide_pmd(w, vma, addr, end, pmd, index);
	pte = index_in(pmd, addr, PAGE_SHIFT);
	for (; addr < end; addr += PAGE_SIZE, pte++) {
		int rc = decide_pte(w, addr, end, read_at(w, pte), pte);

		if (rc)
			return rc;
	}
	return 0;
}

static const struct mm_walk_ops hmm_ops = {
	.test_walk = hmm_test_walk,
	.pte_hole = hole,
	.pud_entry = hmm_pud_entry,
	.pmd_entry = hmm_pmd_entry,
	.hugetlb_entry = decide_hugetlb,
};

/* As a caller hands its ops to a walker that is compiled for all of them. */
static const struct mm_walk_ops *volatile callback_radix_ops = &hmm_ops;

static int callback_radix(struct world *w)
{
	return walk_page_range(w, callback_radix_ops);
}

/* What the walks without callbacks share: area by area, each of ordinary pages answered by pages(). */
static int walk_areas(struct world *w, int (*pages)(struct world *w, const struct vma *vma, u64 addr, u64 end))
{
	u64 addr = w->last;
	u64 end = w->end;
	const struct vma *vma;
	u64 next;
	int rc = 0;

	if (addr >= end)
		return EINVAL_;
	vma = find_vma(w, addr);
	for (; !rc && addr < end; addr = next) {
		if (!vma || addr < vma->start) {
			next = vma && vma->start < end ? vma->start : end;
			rc = hole(w, NULL, addr, next);
			continue;
		}
		next = vma->end < end ? vma->end : end;
		if (!walkable(vma))
			rc = unwalkable(w, addr, next);
		else if (vma->flags & VM_HUGETLB)
			rc = walk_hugetlb(w, vma, addr, next, &hmm_ops);
		else
			rc = pages(w, vma, addr, next);
		vma = find_vma(w, vma->end);
	}
	return rc;
}

/* An entry above the last level that points to no table; above the PUD a table can only be missing. */
static int decide_upper(struct world *w, const struct vma *vma, u64 addr, u64 end, u64 entry, u64 index, int shift)
{
	if (shift == PMD_SHIFT)
		return decide_pmd(w, vma, addr, end, entry, index);
	return shift == PUD_SHIFT ? decide_pud(w, vma, addr, end, entry) : hole(w, vma, addr, end);
}

static int inlined_ptes(struct world *w, u64 addr, u64 end, u64 index)
{
	for (; addr < end; addr += PAGE_SIZE, index++) {
		int rc = decide_pte(w, addr, end, read_at(w, index), index);

		if (rc)
			return rc;
	}
	return 0;
}

static int inlined_pmds(struct world *w, const struct vma *vma, u64 addr, u64 end, u64 pud)
{
	u64 next;
	int rc = 0;

	for (; !rc && addr < end; addr = next) {
		u64 index = index_in(pud, addr, PMD_SHIFT);
		u64 pmd = read_at(w, index);

		next = segment_end(addr, 1ULL << PMD_SHIFT, end);
		if (is_table(pmd))
			rc = inlined_ptes(w, addr, next, index_in(pmd, addr, PAGE_SHIFT));
		else
			rc = decide_pmd(w, vma, addr, next, pmd, index);
	}
	return rc;
}

static int inlined_puds(struct world *w, const struct vma *vma, u64 addr, u64 end, u64 pgd)
{
	u64 next;
	int rc = 0;

	for (; !rc && addr < end; addr = next) {
		u64 pud = read_at(w, index_in(pgd, addr, PUD_SHIFT));

		next = segment_end(addr, 1ULL << PUD_SHIFT, end);
		if (is_table(pud))
			rc = inlined_pmds(w, vma, addr, next, pud);
		else
			rc = decide_pud(w, vma, addr, next, pud);
	}
	return rc;
}

static int inlined_pgds(struct world *w, const struct vma *vma, u64 addr, u64 end)
{
	u64 next;
	int rc = 0;

	for (; !rc && addr < end; addr = next) {
		u64 pgd = read_at(w, slot(addr, PGDIR_SHIFT));

		next = segment_end(addr, 1ULL << PGDIR_SHIFT, end);
		if (is_table(pgd))
			rc = inlined_puds(w, vma, addr, next, pgd);
		else
			rc = hole(w, vma, addr, next);
	}
	return rc;
}

static int inlined_radix(struct world *w)
{
	return walk_areas(w, inlined_pgds);
}

/* Keeps the last table of the last level, also from one walk to the next as long as no table was freed. */
static int cursor_pages(struct world *w, const struct vma *vma, u64 addr, u64 end)
{
	u64 freed = w->tables_freed;
	u64 segment = ~0ULL;
	u64 first = 0;
	u64 next;
	int rc = 0;

	if (w->kept && w->kept_tables_freed == freed) {
		segment = w->kept_segment;
		first = w->kept_first;
	}
	for (; !rc && addr < end; addr = next) {
		u64 index;

		if (addr >> PMD_SHIFT != segment) {
			int shift = PGDIR_SHIFT;
			u64 entry;

			index = slot(addr, PGDIR_SHIFT);
			entry = read_at(w, index);
			while (shift > PMD_SHIFT && is_table(entry)) {
				shift -= 9;
				index = index_in(entry, addr, shift);
				entry = read_at(w, index);
			}
			if (!is_table(entry)) {
				next = segment_end(addr, 1ULL << shift, end);
				rc = decide_upper(w, vma, addr, next, entry, index, shift);
				continue;
			}
			segment = addr >> PMD_SHIFT;
			first = index_in(entry, 0, PAGE_SHIFT);
			w->kept = true;
			w->kept_tables_freed = freed;
			w->kept_segment = segment;
			w->kept_first = first;
		}
		next = addr + PAGE_SIZE;
		index = first + slot(addr, PAGE_SHIFT);
		rc = decide_pte(w, addr, segment_end(addr, 1ULL << PMD_SHIFT, end), read_at(w, index), index);
	}
	return rc;
}

static void make_leaf_cursor(struct world *w)
{
	w->kept = false;
}

static int leaf_cursor(struct world *w)
{
	return walk_areas(w, cursor_pages);
}

static int root_pages(struct world *w, const struct vma *vma, u64 addr, u64 end)
{
	u64 next;
	int rc = 0;

	for (; !rc && addr < end; addr = next) {
		int shift = PGDIR_SHIFT;
		u64 index = slot(addr, PGDIR_SHIFT);
		u64 entry = read_at(w, index);

		while (shift > PAGE_SHIFT && is_table(entry)) {
			shift -= 9;
			index = index_in(entry, addr, shift);
			entry = read_at(w, index);
		}
		next = segment_end(addr, 1ULL << shift, end);
		if (shift == PAGE_SHIFT)
			rc = decide_pte(w, addr, segment_end(addr, 1ULL << PMD_SHIFT, end), entry, index);
		else
			rc = decide_upper(w, vma, addr, next, entry, index, shift);
	}
	return rc;
}

static int root_per_page(struct world *w)
{
	return walk_areas(w, root_pages);
}

/* The control: nothing but the call. */
static int empty(struct world *w)
{
	(void)w;
	return 0;
}

const struct design walk_designs[] = {
	{ .name = "Q1 callback-radix", .walk = callback_radix },
	{ .name = "Q1 inlined-radix", .walk = inlined_radix },
	{ .name = "Q1 leaf-cursor", .make = make_leaf_cursor, .walk = leaf_cursor },
	{ .name = "Q1 root-per-page", .walk = root_per_page },
	{ .name = "baseline-empty", .walk = empty },
	{ .name = NULL },
};
