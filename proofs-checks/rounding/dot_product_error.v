(** Claim    a dot product of n terms summed in any order, with or without fused multiply-add, errs by at most
             γ_h Σ|a_j b_j| + n η/(1 - h u), γ_h = h u/(1 - h u), h the largest number of roundings that a term goes
             through; a product of an m x n matrix W and x by at most γ_h |W|_F |x| + √m n η/(1 - h u) in the 2-norm
    Source   derived (standard)
    Assumes  rounding to nearest with gradual underflow (binary32, binary64), h u < 1,
             (1 + u)^h (Σ|a_j b_j| + n η) at most the largest finite number *)

From Coq Require Import Reals Lra Lia List Permutation.
From Aimcert Require Import Sums Norms FloatModel Near.
Local Open Scope R_scope.

(** The order in which terms a_i b_i are summed. Accumulate is a fused multiply-add; partial sums of lanes, packets and
    blocks are Sum. *)
Inductive order :=
  | Zero
  | Product (i : nat)
  | Sum (left right : order)
  | Accumulate (rest : order) (i : nat).

Fixpoint terms (t : order) : list nat :=
  match t with
  | Zero => nil
  | Product i => i :: nil
  | Sum l r => terms l ++ terms r
  | Accumulate s i => i :: terms s
  end.

(** Roundings on the longest path from a term to the result. *)
Fixpoint height (t : order) : nat :=
  match t with
  | Zero => 0
  | Product _ => 1
  | Sum l r => S (max (height l) (height r))
  | Accumulate s _ => S (height s)
  end.

Fixpoint computed (rnd : R -> R) (a b : vector) (t : order) : R :=
  match t with
  | Zero => 0
  | Product i => rnd (a i * b i)
  | Sum l r => rnd (computed rnd a b l + computed rnd a b r)
  | Accumulate s i => rnd (a i * b i + computed rnd a b s)
  end.

(** The two loops over n terms. *)
Fixpoint sequential (n : nat) : order := match n with O => Zero | S m => Sum (sequential m) (Product m) end.
Fixpoint sequential_fma (n : nat) : order := match n with O => Zero | S m => Accumulate (sequential_fma m) m end.

Definition sum_over (f : nat -> R) (l : list nat) : R := fold_right (fun i s => f i + s) 0 l.

Lemma sum_over_app f l r : sum_over f (l ++ r) = sum_over f l + sum_over f r.
Proof. induction l; simpl; [ring|]. rewrite IHl; ring. Qed.

Lemma sum_over_permutation f l r : Permutation l r -> sum_over f l = sum_over f r.
Proof. induction 1; simpl; lra. Qed.

Lemma sum_over_range f n : sum_over f (seq 0 n) = sum_of n f.
Proof. induction n; [easy|]. rewrite seq_S, sum_over_app, IHn. simpl. ring. Qed.

Lemma sum_over_nonneg f l : (forall i, 0 <= f i) -> 0 <= sum_over f l.
Proof. intros H; induction l; simpl; [lra|]. pose proof (H a). lra. Qed.

Lemma sequential_order n : Permutation (terms (sequential n)) (seq 0 n) /\ (height (sequential n) <= S n)%nat.
Proof.
  induction n as [|n [P H]]; [split; [easy | simpl; lia]|]. split; [|simpl in *; lia].
  rewrite seq_S. cbn [sequential terms]. now apply Permutation_app.
Qed.

Lemma sequential_fma_order n : Permutation (terms (sequential_fma n)) (seq 0 n) /\ height (sequential_fma n) = n.
Proof.
  induction n as [|n [P H]]; [easy|]. split; [|simpl; now rewrite H].
  rewrite seq_S. cbn [sequential_fma terms]. eapply Permutation_trans; [apply Permutation_cons_append|].
  now apply Permutation_app.
Qed.

Section Error.
Variables (u eta omega : R) (F : R -> Prop) (rnd : R -> R).
Hypothesis model : rounding u eta omega F rnd.
Variables a b : vector.

Let exact t := sum_over (fun i => a i * b i) (terms t).
Let size t := sum_over (fun i => Rabs (a i * b i)) (terms t).
Let count t := INR (length (terms t)).
Let growth t := (1 + u) ^ height t.

Lemma growth_at_least_1 n : 1 <= (1 + u) ^ n.
Proof. apply pow_R1_Rle. destruct (unit_is_small _ _ _ _ _ model). lra. Qed.

Lemma growth_le m n : (m <= n)%nat -> (1 + u) ^ m <= (1 + u) ^ n.
Proof. intros. apply Rle_pow; [destruct (unit_is_small _ _ _ _ _ model); lra | easy]. Qed.

Lemma size_nonneg t : 0 <= size t.
Proof. apply sum_over_nonneg. intros; apply Rabs_pos. Qed.

Lemma exact_at_most_size t : Rabs (exact t) <= size t.
Proof.
  unfold exact, size. induction (terms t) as [|i l IH]; simpl; [rewrite Rabs_R0; lra|].
  eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma order_error t :
  growth t * (size t + count t * eta) <= omega ->
  F (computed rnd a b t) /\
  near (computed rnd a b t) (exact t) ((growth t - 1) * size t + growth t * (count t * eta)).
Proof.
  destruct (unit_is_small _ _ _ _ _ model) as [U0 _]. destruct (eta_is_small _ _ _ _ _ model) as [E0 _].
  induction t as [|i|l IHl r IHr|s IHs i]; intros no_overflow.
  - split; [exact (zero_is_float _ _ _ _ _ model)|]. unfold exact, size, count, growth; simpl.
    eapply near_weaken; [apply near_refl | lra].
  - assert (E : exact (Product i) = a i * b i) by (unfold exact; simpl; ring).
    assert (S : size (Product i) = Rabs (a i * b i)) by (unfold size; simpl; ring).
    assert (C : count (Product i) = 1) by easy. assert (G : growth (Product i) = 1 + u) by (unfold growth; simpl; ring).
    rewrite E, S, C, G in *. pose proof (Rabs_pos (a i * b i)). cbn [computed].
    pose proof (near_rounded _ _ _ _ _ model _ _ _ _ (near_refl (a i * b i)) (Rle_refl _) ltac:(nra)) as N.
    split; [apply (rounded_is_float _ _ _ _ _ model); nra|]. eapply near_weaken; [exact N|]. nra.
  - assert (E : exact (Sum l r) = exact l + exact r) by (unfold exact; simpl; apply sum_over_app).
    assert (S : size (Sum l r) = size l + size r) by (unfold size; simpl; apply sum_over_app).
    assert (C : count (Sum l r) = count l + count r) by (unfold count; simpl; now rewrite app_length, plus_INR).
    set (k := max (height l) (height r)). assert (G : growth (Sum l r) = (1 + u) * (1 + u) ^ k) by easy.
    rewrite E, S, C, G in *. pose proof (growth_at_least_1 k) as K1.
    pose proof (growth_le (height l) k ltac:(lia)) as Kl. pose proof (growth_le (height r) k ltac:(lia)) as Kr.
    pose proof (growth_at_least_1 (height l)). pose proof (growth_at_least_1 (height r)).
    fold (growth l) in *. fold (growth r) in *. set (g := (1 + u) ^ k) in *.
    pose proof (size_nonneg l) as Sl. pose proof (size_nonneg r) as Sr.
    assert (Cl : 0 <= count l * eta) by (apply Rmult_le_pos; [apply pos_INR | lra]).
    assert (Cr : 0 <= count r * eta) by (apply Rmult_le_pos; [apply pos_INR | lra]).
    assert (Tl : 0 <= size l + count l * eta) by lra. assert (Tr : 0 <= size r + count r * eta) by lra.
    assert (Ug : g * (size l + count l * eta + (size r + count r * eta)) <= omega).
    { apply Rle_trans with ((1 + u) * g * (size l + size r + (count l + count r) * eta)); [|easy].
      replace (size l + size r + (count l + count r) * eta) with (size l + count l * eta + (size r + count r * eta))
        by ring.
      apply Rmult_le_compat_r; [lra|]. nra. }
    destruct IHl as [Fl Nl];
      [apply Rle_trans with (g * (size l + count l * eta)); [now apply Rmult_le_compat_r | nra]|].
    destruct IHr as [Fr Nr];
      [apply Rle_trans with (g * (size r + count r * eta)); [now apply Rmult_le_compat_r | nra]|].
    pose proof (near_plus _ _ _ _ _ _ Nl Nr) as N.
    assert (N' : near (computed rnd a b l + computed rnd a b r) (exact l + exact r)
                   ((g - 1) * (size l + size r) + g * ((count l + count r) * eta))).
    { eapply near_weaken; [exact N|].
      assert ((growth l - 1) * size l <= (g - 1) * size l) by (apply Rmult_le_compat_r; lra).
      assert ((growth r - 1) * size r <= (g - 1) * size r) by (apply Rmult_le_compat_r; lra).
      assert (growth l * (count l * eta) <= g * (count l * eta)) by (apply Rmult_le_compat_r; lra).
      assert (growth r * (count r * eta) <= g * (count r * eta)) by (apply Rmult_le_compat_r; lra). lra. }
    clear N Nl Nr. cbn [computed].
    assert (M : Rabs (exact l + exact r) <= size l + size r).
    { eapply Rle_trans; [apply Rabs_triang|]. pose proof (exact_at_most_size l). pose proof (exact_at_most_size r).
      lra. }
    split; [apply (rounded_in_range _ _ _ _ _ model _ _ _ _ N' M); lra|].
    eapply near_weaken; [apply (near_rounded_sum _ _ _ _ _ model _ _ _ _ _ Fl Fr N' M); lra|]. lra.
  - assert (E : exact (Accumulate s i) = a i * b i + exact s) by easy.
    assert (S : size (Accumulate s i) = Rabs (a i * b i) + size s) by easy.
    assert (C : count (Accumulate s i) = count s + 1) by (unfold count; cbn [terms length]; now rewrite S_INR).
    assert (G : growth (Accumulate s i) = (1 + u) * growth s) by easy.
    rewrite E, S, C, G in *. pose proof (growth_at_least_1 (height s)) as K1. fold (growth s) in K1.
    set (g := growth s) in *. pose proof (size_nonneg s) as Ss. pose proof (Rabs_pos (a i * b i)) as P0.
    set (p := a i * b i) in *. assert (Cs : 0 <= count s * eta) by (apply Rmult_le_pos; [apply pos_INR | lra]).
    assert (Gp : 0 <= g * Rabs p) by (apply Rmult_le_pos; lra). assert (Ge : 0 <= g * eta) by (apply Rmult_le_pos; lra).
    assert (Ug : g * (Rabs p + size s + count s * eta) <= omega).
    { assert (0 <= u * (g * (Rabs p + size s + (count s + 1) * eta))) by (repeat apply Rmult_le_pos; lra). lra. }
    destruct IHs as [Fs Ns]; [lra|].
    pose proof (near_plus _ _ _ _ _ _ (near_refl p) Ns) as N. cbn [computed]. fold p.
    assert (M : Rabs (p + exact s) <= Rabs p + size s).
    { eapply Rle_trans; [apply Rabs_triang|]. pose proof (exact_at_most_size s). lra. }
    assert (Pg : 0 <= (g - 1) * Rabs p) by (apply Rmult_le_pos; lra).
    split; [apply (rounded_in_range _ _ _ _ _ model _ _ _ _ N M); lra|].
    eapply near_weaken; [apply (near_rounded _ _ _ _ _ model _ _ _ _ N M); lra|].
    assert (0 <= u * ((g - 1) * Rabs p)) by (apply Rmult_le_pos; lra).
    assert (eta <= (1 + u) * g * eta) by (rewrite <- (Rmult_1_l eta) at 1; apply Rmult_le_compat_r; nra).
    lra.
Qed.

(** γ_h *)
Definition gamma (h : nat) : R := INR h * u / (1 - INR h * u).

Lemma growth_at_most h : INR h * u < 1 -> (1 + u) ^ h <= 1 + gamma h.
Proof.
  intros Hh. assert (E : 1 + gamma h = / (1 - INR h * u)) by (unfold gamma; field; lra). rewrite E; clear E.
  apply (Rmult_le_reg_r (1 - INR h * u)); [lra|]. rewrite Rinv_l by lra.
  destruct (unit_is_small _ _ _ _ _ model) as [U0 _].
  induction h as [|h IH]; [simpl; lra|]. rewrite S_INR in *. specialize (IH ltac:(lra)).
  cbn [pow]. eapply Rle_trans; [|exact IH]. rewrite Rmult_assoc, (Rmult_comm (1 + u)), Rmult_assoc.
  pose proof (growth_at_least_1 h). pose proof (pos_INR h). apply Rmult_le_compat_l; nra.
Qed.

Theorem dot_product_error t n :
  Permutation (terms t) (seq 0 n) -> INR (height t) * u < 1 ->
  (1 + u) ^ height t * (dot n (fun j => Rabs (a j)) (fun j => Rabs (b j)) + INR n * eta) <= omega ->
  Rabs (computed rnd a b t - dot n a b) <=
  gamma (height t) * dot n (fun j => Rabs (a j)) (fun j => Rabs (b j)) + INR n * eta / (1 - INR (height t) * u).
Proof.
  intros P Hh no_overflow.
  assert (E : exact t = dot n a b) by (unfold exact, dot; now rewrite (sum_over_permutation _ _ _ P), sum_over_range).
  assert (S : size t = dot n (fun j => Rabs (a j)) (fun j => Rabs (b j))).
  { unfold size, dot. rewrite (sum_over_permutation _ _ _ P), sum_over_range.
    apply sum_of_ext; intros; apply Rabs_mult. }
  assert (C : count t = INR n) by (unfold count; now rewrite (Permutation_length P), seq_length).
  rewrite <- S, <- C, <- E in *. destruct (order_error t no_overflow) as [_ N]. eapply Rle_trans; [exact N|].
  pose proof (growth_at_most _ Hh) as G. fold (growth t) in G. pose proof (size_nonneg t).
  destruct (eta_is_small _ _ _ _ _ model) as [E0 _].
  assert (0 <= count t * eta) by (apply Rmult_le_pos; [apply pos_INR | lra]).
  replace (count t * eta / (1 - INR (height t) * u)) with ((1 + gamma (height t)) * (count t * eta)) by (unfold gamma;
    field; lra).
  apply Rplus_le_compat; apply Rmult_le_compat_r; lra.
Qed.
End Error.

Section MatrixVector.
Variables (u eta omega : R) (F : R -> Prop) (rnd : R -> R).
Hypothesis model : rounding u eta omega F rnd.

Lemma norm2_le n x y : (forall i, (i < n)%nat -> Rabs (x i) <= y i) -> norm2 n x <= norm2 n y.
Proof.
  intros H. apply sqrt_le_1_alt, sum_of_le; intros i Hi. rewrite <- (pow2_abs (x i)). apply pow_incr.
  split; [apply Rabs_pos | now apply H].
Qed.

Lemma norm2_const m c : 0 <= c -> norm2 m (fun _ => c) = sqrt (INR m) * c.
Proof.
  intros. unfold norm2, norm_sq. rewrite sum_of_const, sqrt_mult_alt by apply pos_INR. now rewrite sqrt_pow2.
Qed.

(** Each row in an order of its own. *)
Theorem matrix_vector_error m n W x (t : nat -> order) h :
  (forall i, (i < m)%nat -> Permutation (terms (t i)) (seq 0 n)) ->
  (forall i, (i < m)%nat -> (height (t i) <= h)%nat) -> INR h * u < 1 ->
  (forall i, (i < m)%nat ->
    (1 + u) ^ h * (dot n (fun j => Rabs (W i j)) (fun j => Rabs (x j)) + INR n * eta) <= omega) ->
  norm2 m (fun i => computed rnd (W i) x (t i) - matvec n W x i) <=
  gamma u h * (frobenius m n W * norm2 n x) + sqrt (INR m) * (INR n * eta / (1 - INR h * u)).
Proof.
  intros P Hh Hu no_overflow. destruct (unit_is_small _ _ _ _ _ model) as [U0 _].
  destruct (eta_is_small _ _ _ _ _ model) as [E0 _]. pose proof (pos_INR h). pose proof (pos_INR n).
  set (c := INR n * eta / (1 - INR h * u)).
  assert (I0 : 0 < / (1 - INR h * u)) by (apply Rinv_0_lt_compat; lra).
  assert (C0 : 0 <= c) by (unfold c, Rdiv; repeat apply Rmult_le_pos; lra).
  assert (G0 : 0 <= gamma u h) by (unfold gamma, Rdiv; repeat apply Rmult_le_pos; lra).
  set (W' := fun i j => Rabs (W i j)). set (x' := fun j => Rabs (x j)).
  assert (D0 : forall i, 0 <= dot n (W' i) x').
  { intros; apply sum_of_nonneg; intros; apply Rmult_le_pos; apply Rabs_pos. }
  eapply Rle_trans; [apply norm2_le with (y := fun i => gamma u h * matvec n W' x' i + c)|].
  - intros i Hi. pose proof (Hh i Hi) as Hk. apply le_INR in Hk.
    assert (Hku : INR (height (t i)) * u <= INR h * u) by (apply Rmult_le_compat_r; lra).
    eapply Rle_trans; [apply (dot_product_error _ _ _ _ _ model) with (n := n)|]; [now apply P|lra| |].
    + eapply Rle_trans; [|now apply (no_overflow i)]. apply Rmult_le_compat_r.
      * pose proof (D0 i) as D. unfold W', x' in D. assert (0 <= INR n * eta) by (apply Rmult_le_pos; lra). lra.
      * apply (growth_le _ _ _ _ _ model). now apply Hh.
    + pose proof (pos_INR (height (t i))).
      assert (I1 : / (1 - INR (height (t i)) * u) <= / (1 - INR h * u)) by (apply Rinv_le_contravar; lra).
      assert (I2 : 0 < / (1 - INR (height (t i)) * u)) by (apply Rinv_0_lt_compat; lra).
      apply Rplus_le_compat.
      * apply Rmult_le_compat_r; [apply D0|]. unfold gamma, Rdiv. apply Rmult_le_compat; try apply Rmult_le_pos; lra.
      * unfold c, Rdiv. apply Rmult_le_compat_l; [apply Rmult_le_pos; lra | easy].
  - eapply Rle_trans; [apply norm2_triangle|]. rewrite norm2_const by easy. apply Rplus_le_compat_r.
    assert (E : norm2 m (fun i => gamma u h * matvec n W' x' i) = gamma u h * norm2 m (matvec n W' x')).
    { unfold norm2. rewrite norm_sq_scal, sqrt_mult_alt by apply pow2_ge_0. now rewrite sqrt_pow2. }
    rewrite E. apply Rmult_le_compat_l; [easy|]. eapply Rle_trans; [apply matvec_bound|]. right.
    assert (A : forall k v, norm2 k (fun i => Rabs (v i)) = norm2 k v).
    { intros; unfold norm2, norm_sq. f_equal. apply sum_of_ext; intros. apply pow2_abs. }
    f_equal; [|apply A]. unfold frobenius, frobenius_sq, norm_sq. f_equal. apply sum_of_ext; intros.
    apply sum_of_ext; intros. apply pow2_abs.
Qed.
End MatrixVector.
