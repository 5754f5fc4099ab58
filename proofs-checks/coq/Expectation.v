(** Expectations over finitely many outcomes: uniform means, given probabilities, and the finite probability tree of all
    sample paths. *)

From Coq Require Import Reals Lra Lia Arith List.
From Aimcert Require Import Sums Norms.
Import ListNotations.
Local Open Scope R_scope.

(** E is linear, maps a constant to itself and is monotone on the possible outcomes. *)
Record expectation {X : Type} (possible : X -> Prop) (E : (X -> R) -> R) : Prop := {
  expect_plus : forall f g, E (fun x => f x + g x) = E f + E g;
  expect_scal : forall c f, E (fun x => c * f x) = c * E f;
  expect_const : forall c, E (fun _ => c) = c;
  expect_le : forall f g, (forall x, possible x -> f x <= g x) -> E f <= E g }.

Lemma expect_ext {X : Type} {possible : X -> Prop} {E : (X -> R) -> R} (HE : expectation possible E) f g :
  (forall x, possible x -> f x = g x) -> E f = E g.
Proof. intros H. apply Rle_antisym; apply (expect_le _ _ HE); intros x Hx; rewrite H; auto; lra. Qed.

(** E of a finite sum. *)
Lemma expect_sum {X : Type} {possible : X -> Prop} {E : (X -> R) -> R} (HE : expectation possible E) n
    (f : X -> nat -> R) :
  E (fun x => sum_of n (f x)) = sum_of n (fun j => E (fun x => f x j)).
Proof. induction n; cbn [sum_of]; [apply (expect_const _ _ HE)|]. now rewrite (expect_plus _ _ HE), IHn. Qed.

(** N > 0 equally likely samples 0..N-1. *)
Lemma mean_expectation N : (0 < N)%nat -> expectation (fun i => (i < N)%nat) (mean_of N).
Proof.
  intros H. constructor; intros.
  - apply mean_of_plus.
  - apply mean_of_scal.
  - now apply mean_of_const.
  - now apply mean_of_le.
Qed.

(** A path lists its outcomes, the latest first. Over all paths of length K: E over the first K-1 outcomes of E over the
    last one. *)
Fixpoint over_paths {X : Type} (E : (X -> R) -> R) (K : nat) (F : list X -> R) : R :=
  match K with O => F [] | S k => over_paths E k (fun h => E (fun x => F (x :: h))) end.

Definition possible_path {X : Type} (possible : X -> Prop) (K : nat) (h : list X) : Prop :=
  length h = K /\ Forall possible h.

(** The first k outcomes of a path. *)
Definition first_of_path {X : Type} (k : nat) (h : list X) : list X := skipn (length h - k) h.

Lemma first_of_path_next {X : Type} (d : X) k (h : list X) :
  (k < length h)%nat -> first_of_path (S k) h = nth (length h - S k) h d :: first_of_path k h.
Proof.
  intros H. unfold first_of_path. replace (length h - k)%nat with (S (length h - S k)) by lia.
  assert (Hj : (length h - S k < length h)%nat) by lia. revert Hj. generalize (length h - S k)%nat. clear.
  induction h as [|x h IH]; intros j Hj; [simpl in Hj; lia|]. destruct j as [|j]; [easy|].
  cbn [skipn nth]. apply IH. simpl in Hj. lia.
Qed.

Lemma skipn_twice {X : Type} a b (l : list X) : skipn a (skipn b l) = skipn (b + a) l.
Proof.
  revert l. induction b as [|b IH]; intros l; [easy|]. destruct l as [|x l]; [now rewrite !skipn_nil|apply IH].
Qed.

Lemma first_of_first {X : Type} j k (h : list X) :
  (j <= k <= length h)%nat -> first_of_path j (first_of_path k h) = first_of_path j h.
Proof.
  intros H. unfold first_of_path. rewrite skipn_length, skipn_twice. f_equal. lia.
Qed.

Lemma first_of_path_length {X : Type} k (h : list X) : (k <= length h)%nat -> length (first_of_path k h) = k.
Proof. intros H. unfold first_of_path. rewrite skipn_length. lia. Qed.

Lemma first_of_longer {X : Type} (later h : list X) : first_of_path (length h) (later ++ h) = h.
Proof.
  unfold first_of_path. rewrite app_length. replace (length later + length h - length h)%nat with (length later) by lia.
  now rewrite skipn_app, skipn_all, Nat.sub_diag.
Qed.

Lemma first_of_path_all {X : Type} (h : list X) : first_of_path (length h) h = h.
Proof. exact (first_of_longer [] h). Qed.

Lemma first_of_path_none {X : Type} (h : list X) : first_of_path 0 h = [].
Proof. unfold first_of_path. now rewrite Nat.sub_0_r, skipn_all. Qed.

(** The sum of a list. *)
Definition list_sum (l : list R) : R := fold_right Rplus 0 l.

(** (1/K) Σ_{k<K} E F(first k outcomes), E over all paths of length K. *)
Definition mean_over_run {X : Type} (E : (X -> R) -> R) (K : nat) (F : list X -> R) : R :=
  over_paths E K (fun path => mean_of K (fun k => F (first_of_path k path))).

Section Rules.
  Context {X : Type} {possible : X -> Prop} {E : (X -> R) -> R} (HE : expectation possible E).

  Lemma expect_minus f g : E (fun x => f x - g x) = E f - E g.
  Proof.
    rewrite (expect_ext HE _ (fun x => f x + (-1) * g x)) by (intros; ring).
    rewrite (expect_plus _ _ HE), (expect_scal _ _ HE). ring.
  Qed.

  Lemma expect_nonneg f : (forall x, possible x -> 0 <= f x) -> 0 <= E f.
  Proof. intros H. rewrite <- (expect_const _ _ HE 0). now apply (expect_le _ _ HE). Qed.

  (** E x² = (E x)² + E (x - E x)². *)
  Lemma variance_split f : E (fun x => (f x)^2) = (E f)^2 + E (fun x => (f x - E f)^2).
  Proof.
    rewrite (expect_ext HE (fun x => (f x - E f)^2) (fun x => ((f x)^2 + -2 * E f * f x) + (E f)^2)) by (intros; ring).
    rewrite !(expect_plus _ _ HE), (expect_scal _ _ HE), (expect_const _ _ HE). ring.
  Qed.

  Lemma paths_expectation K : expectation (possible_path possible K) (over_paths E K).
  Proof.
    induction K as [|k IH].
    - constructor; intros; simpl; auto. apply H. now split.
    - constructor; intros; cbn [over_paths].
      + rewrite <- (expect_plus _ _ IH). apply (expect_ext IH); intros. apply (expect_plus _ _ HE).
      + rewrite <- (expect_scal _ _ IH). apply (expect_ext IH); intros. apply (expect_scal _ _ HE).
      + etransitivity; [|apply (expect_const _ _ IH)]. apply (expect_ext IH); intros. apply (expect_const _ _ HE).
      + apply (expect_le _ _ IH). intros h [Hl Hh]. apply (expect_le _ _ HE). intros x Hx. apply H.
        split; [simpl; lia|now constructor].
  Qed.

  (** Over K independent outcomes: E Σ x = K E x, and E (Σ x)² = K E x² where E x = 0. *)
  Lemma over_paths_sum K x : over_paths E K (fun h => list_sum (map x h)) = INR K * E x.
  Proof.
    induction K as [|k IH]; [simpl; ring|]. cbn [over_paths].
    pose proof (paths_expectation k) as Hk.
    rewrite (expect_ext Hk _ (fun h => E x + list_sum (map x h))).
    - rewrite (expect_plus _ _ Hk), (expect_const _ _ Hk), IH, S_INR. ring.
    - intros h _. cbn [map list_sum fold_right]. now rewrite (expect_plus _ _ HE), (expect_const _ _ HE).
  Qed.

  Lemma over_paths_sum_sq K x :
    E x = 0 -> over_paths E K (fun h => (list_sum (map x h))^2) = INR K * E (fun i => (x i)^2).
  Proof.
    intros Hx. induction K as [|k IH]; [simpl; ring|]. cbn [over_paths].
    pose proof (paths_expectation k) as Hk.
    rewrite (expect_ext Hk _ (fun h => E (fun i => (x i)^2) + (list_sum (map x h))^2)).
    - rewrite (expect_plus _ _ Hk), (expect_const _ _ Hk), IH, S_INR. ring.
    - intros h _. cbn [map list_sum fold_right]. fold (list_sum (map x h)). set (s := list_sum (map x h)).
      rewrite (expect_ext HE _ (fun i => ((x i)^2 + 2 * s * x i) + s^2)) by (intros; ring).
      rewrite !(expect_plus _ _ HE), (expect_scal _ _ HE), (expect_const _ _ HE), Hx. ring.
  Qed.

  (** What depends on the first k outcomes only has the same expectation over the paths of length k. *)
  Lemma over_first_of_path K k F :
    (k <= K)%nat -> over_paths E K (fun h => F (first_of_path k h)) = over_paths E k F.
  Proof.
    intros H. induction K as [|K IH].
    - now replace k with O by lia.
    - destruct (Nat.eq_dec k (S K)) as [->|Hk].
      + apply (expect_ext (paths_expectation (S K))). intros h [Hl _]. unfold first_of_path.
        now rewrite Hl, Nat.sub_diag.
      + rewrite <- IH by lia. cbn [over_paths]. apply (expect_ext (paths_expectation K)). intros h [Hl _].
        unfold first_of_path. cbn [length]. replace (S (length h) - k)%nat with (S (length h - k)) by lia.
        apply (expect_const _ _ HE (F (skipn (length h - k) h))).
  Qed.

  Lemma mean_over_run_split K F : mean_over_run E K F = mean_of K (fun k => over_paths E k F).
  Proof.
    unfold mean_over_run, mean_of, Rdiv. rewrite Rmult_comm.
    rewrite <- (sum_of_ext K (fun k => over_paths E K (fun h => F (first_of_path k h))))
      by (intros; apply over_first_of_path; lia).
    rewrite <- (expect_sum (paths_expectation K) K (fun h k => F (first_of_path k h))),
            <- (expect_scal _ _ (paths_expectation K)).
    apply (expect_ext (paths_expectation K)). intros. ring.
  Qed.

  (** The mean over a run is an expectation over its histories of fewer than K outcomes. *)
  Lemma run_expectation K :
    (0 < K)%nat -> expectation (fun h => (length h < K)%nat /\ Forall possible h) (mean_over_run E K).
  Proof.
    intros HK. constructor; intros; rewrite !mean_over_run_split.
    - rewrite <- mean_of_plus. apply mean_of_ext; intros. apply (expect_plus _ _ (paths_expectation i)).
    - rewrite <- mean_of_scal. apply mean_of_ext; intros. apply (expect_scal _ _ (paths_expectation i)).
    - etransitivity; [|apply (mean_of_const K c HK)]. apply mean_of_ext; intros.
      apply (expect_const _ _ (paths_expectation i)).
    - apply mean_of_le; intros k Hk. apply (expect_le _ _ (paths_expectation k)). intros h [Hl Hh].
      apply H. split; [lia|easy].
  Qed.

  (** E V(h x) <= V(h) - D(h) at every history h of fewer than K outcomes: E V at the end is at most V at the start
      minus K mean D. *)
  Lemma telescope_over_run K V D :
    (0 < K)%nat ->
    (forall h, (length h < K)%nat -> Forall possible h -> E (fun x => V (x :: h)) <= V h - D h) ->
    over_paths E K V <= V [] - INR K * mean_over_run E K D.
  Proof.
    intros HK H. rewrite mean_over_run_split. unfold mean_of, Rdiv.
    rewrite (Rmult_comm (sum_of _ _)), <- Rmult_assoc, Rinv_r, Rmult_1_l by (apply not_0_INR; lia). clear HK.
    induction K as [|k IH]; cbn [over_paths sum_of]; [lra|].
    assert (IH' := IH (fun h Hl => H h (Nat.lt_trans _ _ _ Hl (Nat.lt_succ_diag_r k)))).
    assert (step : over_paths E k (fun h => E (fun x => V (x :: h))) <= over_paths E k (fun h => V h + (-1) * D h)).
    { apply (expect_le _ _ (paths_expectation k)). intros h [Hl Hh].
      assert (S := H h ltac:(lia) Hh). lra. }
    rewrite (expect_plus _ _ (paths_expectation k)), (expect_scal _ _ (paths_expectation k)) in step. lra.
  Qed.
End Rules.

(** ** N outcomes with probabilities p *)

Definition distribution (N : nat) (p : vector) : Prop := (forall j, (j < N)%nat -> 0 <= p j) /\ sum_of N p = 1.
Definition expected (N : nat) (p : vector) (X : nat -> R) : R := sum_of N (fun j => p j * X j).

(** Noise ε, a vector for every outcome: E ε = 0; E|ε|². *)
Definition unbiased (n N : nat) (p : vector) (eps : nat -> vector) : Prop :=
  forall i, (i < n)%nat -> expected N p (fun j => eps j i) = 0.
Definition variance (n N : nat) (p : vector) (eps : nat -> vector) : R := expected N p (fun j => norm_sq n (eps j)).

(** The entries of ε are independent and identically distributed: the mean of a product of functions of the entries is
    the product of their means under one law. *)
Definition iid (n N : nat) (p : vector) (eps : nat -> vector) : Prop :=
  exists (M : nat) (q : vector) (e : nat -> R), distribution M q /\
    forall phi : nat -> R -> R, expected N p (fun j => product_of n (fun i => phi i (eps j i)))
                              = product_of n (fun i => expected M q (fun m => phi i (e m))).

Lemma expected_ext N p X Y : (forall j, (j < N)%nat -> X j = Y j) -> expected N p X = expected N p Y.
Proof. intros H. apply sum_of_ext. intros j Hj. now rewrite H. Qed.

Lemma expected_plus N p X Y : expected N p (fun j => X j + Y j) = expected N p X + expected N p Y.
Proof. unfold expected. rewrite <- sum_of_plus. apply sum_of_ext; intros; ring. Qed.

Lemma expected_minus N p X Y : expected N p (fun j => X j - Y j) = expected N p X - expected N p Y.
Proof. unfold expected. rewrite <- sum_of_minus. apply sum_of_ext; intros; ring. Qed.

Lemma expected_scal N p c X : expected N p (fun j => c * X j) = c * expected N p X.
Proof. unfold expected. rewrite <- sum_of_scal. apply sum_of_ext; intros; ring. Qed.

Lemma expected_sum N p m X : expected N p (fun j => sum_of m (X j)) = sum_of m (fun i => expected N p (fun j => X j i)).
Proof. unfold expected. rewrite <- sum_of_swap. apply sum_of_ext; intros. now rewrite <- sum_of_scal. Qed.

(** E|ε|² = Σ_i E ε_i². *)
Lemma variance_entries n N p eps : variance n N p eps = sum_of n (fun i => expected N p (fun j => (eps j i)^2)).
Proof. apply expected_sum. Qed.

Section Outcomes.
  Variables (N : nat) (p : vector).
  Hypothesis Hp : distribution N p.

  Lemma expected_expectation : expectation (fun j => (j < N)%nat) (expected N p).
  Proof.
    destruct Hp as [Hnonneg Htotal]. constructor; intros.
    - apply expected_plus.
    - apply expected_scal.
    - unfold expected. rewrite (sum_of_ext N _ (fun j => c * p j)) by (intros; ring). rewrite sum_of_scal, Htotal. ring.
    - apply sum_of_le. intros j Hj. apply Rmult_le_compat_l; auto.
  Qed.

  Lemma expected_const c : expected N p (fun _ => c) = c.
  Proof. apply (expect_const _ _ expected_expectation). Qed.

  Lemma expected_le X Y : (forall j, (j < N)%nat -> X j <= Y j) -> expected N p X <= expected N p Y.
  Proof. apply (expect_le _ _ expected_expectation). Qed.

  Lemma expected_nonneg X : (forall j, (j < N)%nat -> 0 <= X j) -> 0 <= expected N p X.
  Proof. apply (expect_nonneg expected_expectation). Qed.

  (** A square of the mean is at most the mean of the squares. *)
  Lemma expected_square X : (expected N p X)^2 <= expected N p (fun j => (X j)^2).
  Proof.
    rewrite (variance_split expected_expectation).
    enough (0 <= expected N p (fun j => (X j - expected N p X)^2)) by lra.
    apply expected_nonneg. intros; apply pow2_ge_0.
  Qed.

  (** One entry e of the noise: what is at most c + K e² + λ e in every outcome is at most c + K E e² in the mean. *)
  Lemma expected_at_most X e c K lambda :
    expected N p e = 0 -> (forall j, (j < N)%nat -> X j <= c + K * (e j)^2 + lambda * e j) ->
    expected N p X <= c + K * expected N p (fun j => (e j)^2).
  Proof.
    intros He H. eapply Rle_trans; [apply expected_le, H|].
    rewrite !expected_plus, !expected_scal, expected_const, He. lra.
  Qed.

  Variables (n : nat) (eps : nat -> vector).
  Hypothesis Hz : unbiased n N p eps.

  (** E(Σ_i λ_i ε_i) = 0. *)
  Lemma expected_linear lambda : expected N p (fun j => sum_of n (fun i => lambda i * eps j i)) = 0.
  Proof.
    rewrite expected_sum. rewrite (sum_of_ext n _ (fun _ => 0)); [apply sum_of_zero|].
    intros i Hi. rewrite expected_scal, Hz by easy. ring.
  Qed.

  (** What is at most c + Σ_i (K ε_i² + λ_i ε_i) in every outcome is at most c + K E|ε|² in the mean. *)
  Lemma expected_bound X c K lambda :
    (forall j, (j < N)%nat -> X j <= c + sum_of n (fun i => K * (eps j i)^2 + lambda i * eps j i)) ->
    expected N p X <= c + K * variance n N p eps.
  Proof.
    intros H. eapply Rle_trans; [apply expected_le, H|].
    rewrite expected_plus, expected_const.
    rewrite (expected_ext N p _ (fun j => K * norm_sq n (eps j) + sum_of n (fun i => lambda i * eps j i))).
    - rewrite expected_plus, expected_scal, expected_linear. unfold variance. lra.
    - intros j Hj. rewrite sum_of_plus, sum_of_scal. reflexivity.
  Qed.
End Outcomes.

(** Two numbers, the first with probability p. *)
Definition two_values (a b : R) (j : nat) : R := match j with O => a | _ => b end.

Lemma two_values_law p : 0 <= p <= 1 -> distribution 2 (two_values p (1 - p)).
Proof.
  intros Hp. split; [|simpl; ring]. intros [|[|]] Hj; simpl; [lra | lra | lia].
Qed.

(** No noise at all. *)
Lemma certain : distribution 1 (fun _ => 1).
Proof. split; [intros; lra|cbn; lra]. Qed.

Lemma silence n : unbiased n 1 (fun _ => 1) (fun _ _ => 0).
Proof. intros i _. unfold expected. cbn [sum_of]. lra. Qed.

Lemma silent_variance n : variance n 1 (fun _ => 1) (fun _ _ => 0) = 0^2.
Proof.
  unfold variance, expected, norm_sq. cbn [sum_of]. rewrite (sum_of_ext n _ (fun _ => 0)) by (intros; ring).
  rewrite sum_of_zero. ring.
Qed.

Lemma expected_certain X : expected 1 (fun _ => 1) X = X 0%nat.
Proof. unfold expected. cbn [sum_of]. ring. Qed.

(** ** The paths as a list *)

(** All paths of K outcomes from a list of outcomes. *)
Fixpoint all_paths {X : Type} (outcomes : list X) (K : nat) : list (list X) :=
  match K with
  | O => [[]]
  | S k => flat_map (fun h => map (fun x => x :: h) outcomes) (all_paths outcomes k)
  end.

(** E is the plain mean over a list of outcomes. *)
Definition is_mean {X : Type} (E : (X -> R) -> R) (outcomes : list X) : Prop :=
  forall F, E F = list_sum (map F outcomes) / INR (length outcomes).

Lemma list_sum_app a b : list_sum (a ++ b) = list_sum a + list_sum b.
Proof. induction a; simpl; [ring|]. rewrite IHa; ring. Qed.

Lemma list_sum_seq N f : list_sum (map f (seq 0 N)) = sum_of N f.
Proof. induction N; [easy|]. rewrite seq_S, map_app, list_sum_app, IHN; simpl. ring. Qed.

Lemma list_sum_flat_map {X Y : Type} (F : X -> R) (next : Y -> list X) l :
  list_sum (map F (flat_map next l)) = list_sum (map (fun h => list_sum (map F (next h))) l).
Proof. induction l; simpl; [easy|]. now rewrite map_app, list_sum_app, IHl. Qed.

Lemma list_sum_scal {X : Type} c (F : X -> R) l : list_sum (map (fun h => c * F h) l) = c * list_sum (map F l).
Proof. induction l; simpl; [ring|]. rewrite IHl; ring. Qed.

Lemma all_paths_length {X : Type} (outcomes : list X) K : length (all_paths outcomes K) = (length outcomes ^ K)%nat.
Proof.
  induction K; [easy|]. cbn [all_paths Nat.pow]. rewrite <- IHK.
  generalize (all_paths outcomes K) as l. clear IHK. induction l as [|h l IH]; simpl; [lia|].
  rewrite app_length, map_length, IH. lia.
Qed.

Lemma all_paths_in {X : Type} (outcomes : list X) K h :
  In h (all_paths outcomes K) <-> possible_path (fun x => In x outcomes) K h.
Proof.
  revert h. induction K as [|K IH]; intros h; cbn [all_paths].
  - split; [intros [<-|[]]; now split|]. intros [Hl _]. apply length_zero_iff_nil in Hl. now left.
  - rewrite in_flat_map. split.
    + intros (p & Hp & Hh). apply in_map_iff in Hh. destruct Hh as (x & <- & Hx).
      apply IH in Hp. destruct Hp. split; [simpl; lia|now constructor].
    + intros [Hl Hh]. destruct h as [|x p]; [easy|]. inversion Hh; subst. exists p. split.
      * apply IH. split; [simpl in Hl; lia|easy].
      * apply in_map_iff. now exists x.
Qed.

Lemma mean_of_is_mean N : is_mean (mean_of N) (seq 0 N).
Proof. intros F. unfold mean_of. now rewrite list_sum_seq, seq_length. Qed.

(** The expectation over the tree is the plain mean over all paths: N^K for N samples, (N^B)^K by mini-batches of B. *)
Theorem over_paths_is_mean {X : Type} (E : (X -> R) -> R) (outcomes : list X) K :
  is_mean E outcomes -> is_mean (over_paths E K) (all_paths outcomes K).
Proof.
  intros HE. induction K as [|K IH]; intros F; [simpl; field|].
  cbn [over_paths]. rewrite IH, !all_paths_length. cbn [all_paths Nat.pow]. rewrite list_sum_flat_map, mult_INR.
  unfold Rdiv. rewrite Rinv_mult.
  rewrite (map_ext (fun h => E (fun x => F (x :: h)))
                   (fun h => / INR (length outcomes) * list_sum (map F (map (fun x => x :: h) outcomes)))).
  - rewrite list_sum_scal. ring.
  - intros h. rewrite HE, map_map. unfold Rdiv. ring.
Qed.

Corollary over_paths_of_samples N K : is_mean (over_paths (mean_of N) K) (all_paths (seq 0 N) K).
Proof. apply over_paths_is_mean, mean_of_is_mean. Qed.

Corollary over_paths_of_mini_batches N B K :
  is_mean (over_paths (over_paths (mean_of N) B) K) (all_paths (all_paths (seq 0 N) B) K).
Proof. apply over_paths_is_mean, over_paths_of_samples. Qed.
