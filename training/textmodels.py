"""Labelled threads into the additive text models: features, targets and one linear model a head."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from dialogbot.detect import words
from dialogbot.detect.evidence import HEADS
from dialogbot.detect.lexicon import BLOCKS, PAIRS, pair_codes
from dialogbot.detect.roles import Roles, roles
from dialogbot.domain import Post, Topic, Kind

THREADS = Path(__file__).parent / "threads"
LANGUAGES = ("nb", "nn", "dialect", "en", "da", "sv", "mixed")
TOPICS = tuple(topic.value for topic in Topic)
KINDS = tuple(kind.value for kind in Kind)
LEAST_WORD, LEAST_PAIR = 3, 2
SCALE = 0.3

def read(paths):
    rows = [json.loads(line) for path in sorted(paths) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return rows

def post(row):
    return Post(text=row["text"], platform=row.get("platform") or "unknown", ref=row["id"], thread_ref=row["thread"], parent_ref=row["parent"],
        community=row.get("group"), author=row.get("author"), posted_at=datetime.fromisoformat(row["created"]) if row.get("created") else None, likes=row.get("likes"))

@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    rows: list[dict]
    posts: list[Post]
    threads: list[list[int]]
    roles: list[Roles]

def corpus(rows):
    groups={}
    for i,r in enumerate(rows): groups.setdefault(r["thread"],[]).append(i)
    posts=[post(r) for r in rows]
    th=list(groups.values())
    return Corpus(rows=rows,posts=posts,threads=th,roles=[roles([posts[i] for i in t],frozenset()) for t in th])

def count(texts: Sequence[str]):
    """texts -> (csr of raw feature values, hashes) before pruning"""
    vocab={}; ci=[];cj=[]; pi=[];ph=[]
    split=[words.tokens(t) for t in texts]
    for i,t in enumerate(split):
        for w in t: ci.append(i); cj.append(vocab.setdefault(w,len(vocab)))
    code=np.zeros(len(vocab),np.uint32)
    wi=[];wh=[];wv=[]
    for w,j in vocab.items():
        blocks=words.features(w); code[j]=blocks[0][0]
        for f,hs in zip(BLOCKS,blocks):
            for h in hs: wi.append(j);wh.append(h);wv.append(f/np.sqrt(len(hs)))
    k=0
    for i,t in enumerate(split):
        c=pair_codes(code[cj[k:k+len(t)]]); k+=len(t)
        pi+= [i]*(len(t)-1); ph+=c[1:].tolist()
    h1,inv=np.unique(np.array(wh,np.uint32),return_inverse=True)
    V=sp.csr_matrix((wv,(wi,inv)),(len(vocab),len(h1)))
    C=sp.csr_matrix((np.ones(len(ci)),(ci,cj)),(len(texts),len(vocab)))
    h2,inv2=np.unique(np.array(ph,np.uint32),return_inverse=True)
    P=sp.csr_matrix((np.full(len(pi),PAIRS),(pi,inv2)),(len(texts),len(h2)))
    D=sp.diags(1/np.sqrt([len(t) for t in split]))
    return (D@(C@V)).tocsc(),h1,(D@P).tocsc(),h2

@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    x: Any
    hashes: Any
    idf: Any

def table(texts, kept=None):
    A,h1,P,h2=count(texts)
    n=len(texts)
    outX=[];outH=[];outI=[]
    for M,h,least in ((A,h1,LEAST_WORD),(P,h2,LEAST_PAIR)):
        df=np.diff(M.indptr); keep=np.flatnonzero(df>=least)
        idf=np.log(n/df[keep])*SCALE
        outX.append(M[:,keep]@sp.diags(idf)); outH.append(h[keep]); outI.append(idf)
    h=np.concatenate(outH); o=np.argsort(h,kind="stable"); 
    return Table(x=sp.hstack(outX).tocsc()[:,o].tocsr(),hashes=h[o],idf=np.concatenate(outI)[o])

def targets(c: Corpus):
    """head -> (row mask, y)"""
    R=c.rows; n=len(R)
    why=np.array([r["why_not"] or "" for r in R]); opp=np.array([bool(r["opportunity"]) for r in R]); kind=np.array([r["kind"] for r in R])
    com=np.array([r["parent"] is not None for r in R])
    ordinary=np.array([bool(r.get("ordinary")) for r in R])
    ever=opp|(why=="closed")
    allr=np.ones(n,bool)
    T={}
    T["opportunity"]=(allr,ever)
    T["asks"]=(~(opp&(kind=="none")),ever|(why=="offtopic"))
    T["library"]=(ever|(why=="offtopic")|ordinary,ever)
    for w in ("answer","chatter"): T[w]=(com|ordinary,why==w)
    for w in ("announcement","quote","rhetorical","staff","offtopic"): T[w]=(allr,why==w)
    sm=np.zeros(n,bool);sy=np.zeros(n,bool);am=np.zeros(n,bool);ay=np.zeros(n,bool)
    for t,who in zip(c.threads,c.roles):
        local=[R[i] for i in t]
        for at in range(len(t)):
            if not who.comment[at]: continue
            before=[q for q in who.order[:who.rank[at]] if ever[t[q]] and who.writer[q]==who.writer[at]]
            if before:
                sm[t[at]]=True; sy[t[at]]=why[t[before[-1]]]=="closed" 
            if why[t[at]]=="staff" and who.parent[at]>=0:
                q=who.parent[at]
                if not ever[t[q]]: 
                    cand=[q2 for q2 in who.order[:who.rank[at]] if ever[t[q2]]]
                    if not cand: continue
                    q=cand[-1]
                am[t[at]]=True; ay[t[at]]=why[t[q]]=="closed"
    sy&=sm; sy&=~ever
    T["settles"]=(sm,sy); T["answered"]=(am,ay)
    return T

def roots(c):
    """row -> row of the thread's root, or -1"""
    out=np.full(len(c.rows),-1)
    for t,who in zip(c.threads,c.roles):
        for at,i in enumerate(t):
            if who.root[at]>=0: out[i]=t[who.root[at]]
    return out

CS=dict(opportunity=2,asks=2,library=2,settles=.5,answered=.5)
def fit_heads(x,xroot,T,train,heads=HEADS,weight=None):
    """train mask -> coef (F,len(HEADS)), bias"""
    W=np.zeros((x.shape[1],len(HEADS)),np.float32);b=np.zeros(len(HEADS),np.float32)
    for k,h in enumerate(HEADS):
        if h=="above": continue
        m,y=T[h]; m=m&train
        if y[m].sum()<3: continue
        xx=sp.hstack([x[m],xroot[m]]).tocsr() if h=="opportunity" else x[m]
        lr=LogisticRegression(C=CS.get(h,1.0),solver="liblinear",random_state=0,max_iter=60).fit(xx,y[m], None if weight is None else weight[m])
        W[:,k]=lr.coef_[0,:x.shape[1]]; b[k]=lr.intercept_[0]
        if h=="opportunity": W[:,HEADS.index("above")]=lr.coef_[0,x.shape[1]:]
    return W,b
