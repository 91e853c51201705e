/* The side of Java: opens a library of designs and hands its calls on. The native methods of dev.faultpath.c.Native, in their order. */
#include <dlfcn.h>
#include <jni.h>

#include "faultpath.h"

static void fail(JNIEnv *env, const char *message)
{
	jclass type = (*env)->FindClass(env, "java/lang/IllegalStateException");

	if (type)
		(*env)->ThrowNew(env, type, message);
}

static struct world *world(jlong handle)
{
	return (struct world *)(uintptr_t)handle;
}

JNIEXPORT jlong JNICALL Java_dev_faultpath_c_Native_open(JNIEnv *env, jclass type, jstring path)
{
	const char *text = (*env)->GetStringUTFChars(env, path, NULL);
	void *library;
	void *api;

	(void)type;
	if (!text)
		return 0;
	library = dlopen(text, RTLD_NOW | RTLD_LOCAL);
	(*env)->ReleaseStringUTFChars(env, path, text);
	api = library ? dlsym(library, "faultpath_api") : NULL;
	if (!api)
		fail(env, dlerror());
	return (jlong)(uintptr_t)api;
}

JNIEXPORT jstring JNICALL Java_dev_faultpath_c_Native_name(JNIEnv *env, jclass type, jlong api, jint design)
{
	const char *name = ((const struct api *)(uintptr_t)api)->name(design);

	(void)type;
	return name ? (*env)->NewStringUTF(env, name) : NULL;
}

JNIEXPORT jlong JNICALL Java_dev_faultpath_c_Native_build(JNIEnv *env, jclass type, jlong api, jobjectArray parts)
{
	struct array arrays[PARTS];
	jlongArray java[PARTS];
	struct world *w = NULL;
	int got;

	(void)type;
	for (got = 0; got < PARTS; got++) {
		java[got] = (*env)->GetObjectArrayElement(env, parts, got);
		arrays[got].size = (*env)->GetArrayLength(env, java[got]);
		arrays[got].at = (const s64 *)(*env)->GetLongArrayElements(env, java[got], NULL);
		if (!arrays[got].at)
			break;
	}
	if (got == PARTS)
		w = ((const struct api *)(uintptr_t)api)->build(arrays);
	while (got-- > 0)
		(*env)->ReleaseLongArrayElements(env, java[got], (jlong *)arrays[got].at, JNI_ABORT);
	if (!w)
		fail(env, "no memory for what the C side builds");
	return (jlong)(uintptr_t)w;
}

JNIEXPORT void JNICALL Java_dev_faultpath_c_Native_adopt(JNIEnv *env, jclass type, jlong api, jlong handle)
{
	(void)env;
	(void)type;
	((const struct api *)(uintptr_t)api)->adopt(world(handle));
}

JNIEXPORT void JNICALL Java_dev_faultpath_c_Native_release(JNIEnv *env, jclass type, jlong handle)
{
	(void)env;
	(void)type;
	world(handle)->api->release(world(handle));
}

JNIEXPORT jint JNICALL Java_dev_faultpath_c_Native_make(JNIEnv *env, jclass type, jlong handle, jint design)
{
	(void)env;
	(void)type;
	return world(handle)->api->make(world(handle), design);
}

JNIEXPORT jint JNICALL Java_dev_faultpath_c_Native_walk(JNIEnv *env, jclass type, jlong handle, jint design)
{
	(void)env;
	(void)type;
	return world(handle)->api->walk(world(handle), design);
}

JNIEXPORT jint JNICALL Java_dev_faultpath_c_Native_goOn(JNIEnv *env, jclass type, jlong handle, jint design)
{
	(void)env;
	(void)type;
	return world(handle)->api->go_on(world(handle), design);
}

JNIEXPORT void JNICALL Java_dev_faultpath_c_Native_setWords(JNIEnv *env, jclass type, jlong handle, jlongArray words)
{
	(void)type;
	(*env)->GetLongArrayRegion(env, words, 0, world(handle)->pages, (jlong *)world(handle)->pfns);
}

JNIEXPORT void JNICALL Java_dev_faultpath_c_Native_words(JNIEnv *env, jclass type, jlong handle, jint design, jlongArray words)
{
	jlong *dense = (*env)->GetLongArrayElements(env, words, NULL);

	(void)type;
	if (!dense)
		return;
	world(handle)->api->expand(world(handle), design, (u64 *)dense);
	(*env)->ReleaseLongArrayElements(env, words, dense, 0);
}

JNIEXPORT jint JNICALL Java_dev_faultpath_c_Native_setEntries(JNIEnv *env, jclass type, jlong handle, jlongArray entries, jlong freed)
{
	jsize size = (*env)->GetArrayLength(env, entries);
	jlong *at = (*env)->GetLongArrayElements(env, entries, NULL);
	int rc = EFAULT_;

	(void)type;
	if (at) {
		rc = world(handle)->api->set_entries(world(handle), (const s64 *)at, size, freed);
		(*env)->ReleaseLongArrayElements(env, entries, at, JNI_ABORT);
	}
	return rc;
}

JNIEXPORT void JNICALL Java_dev_faultpath_c_Native_bumpEpoch(JNIEnv *env, jclass type, jlong handle)
{
	(void)env;
	(void)type;
	world(handle)->epoch++;
}

/* Where the walk stopped, the end of what needs faults, what it needs, and the index of the entry that it waits for. */
JNIEXPORT void JNICALL Java_dev_faultpath_c_Native_stop(JNIEnv *env, jclass type, jlong handle, jlongArray into)
{
	const struct world *w = world(handle);
	jlong values[] = { w->last, w->fault_end, w->fault_need, w->wait_index };

	(void)type;
	(*env)->SetLongArrayRegion(env, into, 0, 4, values);
}

/* Ids of the pagemaps that counting drivers were asked about since the last time. */
JNIEXPORT jintArray JNICALL Java_dev_faultpath_c_Native_asked(JNIEnv *env, jclass type, jlong handle)
{
	struct world *w = world(handle);
	jintArray ids = (*env)->NewIntArray(env, w->calls);

	(void)type;
	if (ids)
		(*env)->SetIntArrayRegion(env, ids, 0, w->calls, w->asked);
	w->calls = 0;
	return ids;
}
